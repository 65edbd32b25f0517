import type { EventEmitter } from 'node:events';
import { type Dispatcher, type FormData, request } from 'undici';
import { readLimited } from './read-limited.js';
import { createStopSignal, type Stopped } from './stop-signal.js';

/** One POST. */
export interface ExchangeRequest {
  url: string;
  apiKey: string;
  /** JSON, or a form with a file. */
  body: string | FormData;
  timeoutMs: number;
  signal: AbortSignal | undefined;
  dispatcher: Dispatcher;
}

/** What is known of an answer. */
export interface Answer {
  /** HTTP status. */
  status: number;
  /** `Retry-After`, where the answer has one. */
  retryAfter: string | undefined;
  /** The body's beginning; `''` until it is read. */
  text: string;
}

/** Why an exchange did not come to its end. */
export interface Interruption {
  /** `NETWORK`, `TIMEOUT`, or `ABORTED` by the caller. */
  why: Stopped['why'] | 'NETWORK';
  /** The network's error, or the reason of the caller's signal. */
  cause?: unknown;
}

/** What came of an exchange: an answer, an interruption, or both when it broke off while the body came. */
export interface ExchangeResult {
  answer: Answer | undefined;
  interruption: Interruption | undefined;
}

// Kaleyra's answers have some hundred bytes.
const maxAnswerBytes = 65_536;

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

async function talk(
  { url, apiKey, body, dispatcher }: ExchangeRequest,
  signal: EventEmitter,
  result: ExchangeResult,
): Promise<Interruption | undefined> {
  const options = {
    method: 'POST',
    // A form brings its own type, with its boundary.
    headers: { ...(typeof body === 'string' && { 'Content-Type': 'application/json' }), 'api-key': apiKey },
    body,
    signal,
    dispatcher,
    // The time limit is ours and holds for the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
    // A dispatcher that follows redirects would take the API key to another host. Not in undici's types.
    maxRedirections: 0,
  } as const;
  try {
    const { statusCode, headers, body: stream } = await request(url, options);
    const answer: Answer = { status: statusCode, retryAfter: firstOf(headers['retry-after']), text: '' };
    result.answer = answer;
    const { text, error } = await readLimited(stream, maxAnswerBytes);
    answer.text = text;
    return error === undefined ? undefined : { why: 'NETWORK', cause: error };
  } catch (error) {
    return { why: 'NETWORK', cause: error };
  }
}

/** Posts and reads the answer, at most for `timeoutMs`; never rejects. */
export async function exchange(post: ExchangeRequest): Promise<ExchangeResult> {
  const result: ExchangeResult = { answer: undefined, interruption: undefined };
  if (post.signal?.aborted) return { ...result, interruption: { why: 'ABORTED', cause: post.signal.reason } };
  const stop = createStopSignal(post.timeoutMs, post.signal);
  try {
    // A race, because undici takes notice of its signal only once it is connected.
    const interruption = await Promise.race([stop.stopped, talk(post, stop.signal, result)]);
    return { answer: result.answer, interruption };
  } finally {
    stop.clear();
  }
}
