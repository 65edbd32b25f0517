import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { kaleyraJson } from './kaleyra-json.js';
import { afterRealMs } from './real-time.js';

/** How a webhook is posted. */
export interface PostWebhookOptions {
  /**
   * Headers to add, such as the static ones of a Callback Profile.
   * @default none
   */
  headers?: Readonly<Record<string, string>>;
  /**
   * Milliseconds of real time until the post is given up.
   * @default 10_000
   */
  timeoutMs?: number;
}

/** The headers of an answer; names in any case. */
export interface WebhookAnswerHeaders {
  /** The value of a header, or `null`. */
  get(name: string): string | null;
  /** Whether the answer has the header. */
  has(name: string): boolean;
  /** Calls back with each header, its name in lower case. */
  forEach(callback: (value: string, name: string) => void): void;
}

/** What the webhook's receiver answered. */
export interface WebhookAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Those of the answer, whatever their case. */
  readonly headers: WebhookAnswerHeaders;
  /** Parsed when it is JSON, otherwise the text. */
  readonly body: unknown;
  /** The body as it came. */
  readonly text: string;
}

async function answerOf(response: IncomingMessage): Promise<WebhookAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(response.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON: the text says more.
  }
  return { status: response.statusCode ?? 0, headers, body, text };
}

/** Posts a webhook over a connection of its own; a string goes out as it is, anything else as Kaleyra writes JSON. */
export function postWebhook(
  url: string,
  body: unknown,
  { headers = {}, timeoutMs = 10_000, signal }: PostWebhookOptions & { signal: AbortSignal },
): Promise<WebhookAnswer> {
  const bytes = Buffer.from(typeof body === 'string' ? body : kaleyraJson(body));
  return new Promise((resolve, reject) => {
    const start = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: { 'content-type': 'application/json', ...headers, 'content-length': bytes.length },
    });
    const cancel = afterRealMs(timeoutMs, () => {
      request.destroy(new Error(`[tidemark/testing] the webhook was not answered within ${timeoutMs} ms`));
    });
    request.once('close', cancel);
    request.on('error', reject);
    request.once('response', (response) => answerOf(response).then(resolve, reject));
    request.end(bytes);
  });
}
