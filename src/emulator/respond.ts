import type { ServerResponse } from 'node:http';

/** What an answer is made of. */
export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const always: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Writes an answer with the headers that all of them have. */
export function respond(response: ServerResponse, { status, type, headers, body }: Reply): void {
  const described = type === undefined ? {} : { 'content-type': type };
  response.writeHead(status, { ...always, ...described, ...headers });
  response.end(body);
}

/** Begins an answer that goes on. */
export function begin(response: ServerResponse, type: string): void {
  response.writeHead(200, { ...always, 'content-type': type });
}

/** Says what is wrong. */
export function refuse(response: ServerResponse, status: number, error: string): void {
  respond(response, { status, type: 'application/json', body: JSON.stringify({ error }) });
}
