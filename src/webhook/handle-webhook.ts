import type { ParsedWebhook } from '../kaleyra/webhook/parsed-webhook.js';
import { isAuthentic } from './authenticate.js';
import { readBody } from './read-body.js';
import type { WebhookSettings } from './webhook-options.js';
import { headerOf, type WebhookRequest, type WebhookResponse } from './webhook-request.js';

/** What a webhook came to. */
export interface WebhookCounts {
  /** Messages and events taken over. */
  accepted: number;
  /** Redelivered ones, recognised by their id. */
  duplicates: number;
  /** Statuses of messages the business sent. */
  statuses: number;
  /** News about the account. */
  account: number;
  /** Messages that could not be read. */
  skipped: number;
}

/** What a well-formed webhook is handed to. */
export interface WebhookSink {
  isClosing(): boolean;
  parse(body: unknown): ParsedWebhook;
  /** Takes a webhook over; `full` when there is no room for all of it. */
  accept(
    parsed: Extract<ParsedWebhook, { ok: true }>,
  ): Promise<{ full: boolean; counts: WebhookCounts; settled: () => Promise<void> }>;
}

// The provider redelivers; soon enough to matter, late enough to let a queue drain.
const RETRY_AFTER_S = '5';

/** All HTTP rules of the webhook, once; adapters only convert requests and answers. */
export async function handleWebhook(
  request: WebhookRequest,
  settings: WebhookSettings,
  sink: WebhookSink,
): Promise<WebhookResponse> {
  if (request.method?.toUpperCase?.() !== 'POST')
    return answer(405, { error: 'send webhooks with POST' }, { headers: { allow: 'POST' } });
  if (!isAuthentic(settings.auth, request)) {
    return answer(401, {
      error: 'the secret is missing or wrong: check the callback profile and the option webhook.auth',
    });
  }
  if (sink.isClosing()) return unavailable('this channel is closing');
  const content = await contentOf(request, settings.maxBodyBytes);
  if (!content.ok) return content.response;
  if (sink.isClosing()) return unavailable('this channel is closing');
  const parsed = parse(content.value, sink);
  if (parsed === undefined) return answer(400, { error: 'the body cannot be read' });
  if (!parsed.ok) return answer(400, { error: parsed.message, code: parsed.code });
  try {
    const { full, counts, settled } = await sink.accept(parsed);
    if (full) return unavailable('too many activities are waiting');
    return answer(200, counts, { settled });
  } catch {
    return unavailable('the activities could not be stored');
  }
}

// JSON does not throw when it is read; what a framework made of a body may.
function parse(body: unknown, sink: WebhookSink): ParsedWebhook | undefined {
  try {
    return sink.parse(body);
  } catch {
    return undefined;
  }
}

type Content = { ok: true; value: unknown } | { ok: false; response: WebhookResponse };

async function contentOf(request: WebhookRequest, maxBytes: number): Promise<Content> {
  const refuse = (status: number, error: string): Content => ({ ok: false, response: answer(status, { error }) });
  const type = (headerOf(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    return refuse(415, 'send webhooks as application/json');
  }
  const encoding = headerOf(request.headers, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return refuse(415, 'send webhooks without content-encoding');
  const tooLarge = `the body is larger than ${maxBytes} bytes`;
  if (Number(headerOf(request.headers, 'content-length') ?? 0) > maxBytes) return refuse(413, tooLarge);
  const { parsedBody } = request;
  if (parsedBody !== undefined && typeof parsedBody !== 'string' && !(parsedBody instanceof Uint8Array)) {
    return { ok: true, value: parsedBody };
  }
  const body = await readBody(parsedBody ?? request.body, maxBytes);
  if (!body.ok) {
    if (body.reason === 'tooLarge') return refuse(413, tooLarge);
    return refuse(400, body.reason === 'notUtf8' ? 'the body is not valid UTF-8' : 'the body broke off');
  }
  try {
    return { ok: true, value: JSON.parse(body.text) };
  } catch {
    return refuse(400, body.text === '' ? 'the body is empty; expected JSON' : 'the body is not valid JSON');
  }
}

function unavailable(error: string): WebhookResponse {
  return answer(503, { error }, { headers: { 'retry-after': RETRY_AFTER_S } });
}

function answer(
  status: number,
  body: object,
  { headers = {}, settled = () => Promise.resolve() }: Partial<Pick<WebhookResponse, 'headers' | 'settled'>> = {},
): WebhookResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), settled };
}
