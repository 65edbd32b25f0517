import type { WebhookRequest } from 'tidemark';

/** A request whose body fails the test that reads it, or only looks at it. */
export function untouchable(overrides: Partial<WebhookRequest> = {}): WebhookRequest {
  const refuse = (): never => {
    throw new Error('the body was touched');
  };
  const request: WebhookRequest = {
    method: 'POST',
    url: '/webhook',
    headers: { 'content-type': 'application/json' },
    ...overrides,
  };
  Object.defineProperty(request, 'body', { get: refuse });
  Object.defineProperty(request, 'parsedBody', { get: refuse });
  return request;
}
