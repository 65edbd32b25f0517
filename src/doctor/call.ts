import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { readLimited } from '../kaleyra/client/read-limited.js';
import { networkCodeOf } from './network-trouble.js';

/** What came of a call: an answer of whatever status, or the code of the network's error. */
export type Call =
  | {
      readonly answered: true;
      /** HTTP status. */
      readonly status: number;
      /** The header `Date`, where there is one. */
      readonly date: string | undefined;
      /** When the request was made and when its answer began, in milliseconds since the epoch, by this machine. */
      readonly startedMs: number;
      readonly answeredMs: number;
    }
  | { readonly answered: false; readonly code: string };

/** What is called. */
export interface CallOptions {
  readonly timeoutMs: number;
  /** Posted as JSON. @default none: a GET */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const maxBodyBytes = 65_536;

/** Makes one call over a connection of its own; follows no redirect and never rejects. */
export async function call(url: URL, { timeoutMs, body, headers = {} }: CallOptions): Promise<Call> {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const type =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const startedMs = Date.now();
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = start(url, {
        method: body === undefined ? 'GET' : 'POST',
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { ...type, ...headers, connection: 'close' },
      });
      request.once('response', resolve);
      // An abort is told as such; its cause says that it was the time.
      request.on('error', (error) => reject(error.name === 'AbortError' ? error.cause : error));
      request.end(body);
    });
    const answeredMs = Date.now();
    await readLimited(answer, maxBodyBytes);
    return { answered: true, status: answer.statusCode ?? 0, date: answer.headers.date, startedMs, answeredMs };
  } catch (error) {
    return { answered: false, code: networkCodeOf(error) };
  }
}
