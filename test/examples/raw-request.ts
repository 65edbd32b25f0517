import { request } from 'node:http';
import { patienceMs } from './stage.js';

/** A request as only somebody hostile or careless sends it. */
export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Bytes as they are; a list goes out in chunks, without a content-length. */
  readonly body?: Buffer | readonly Buffer[];
  /** What follows the body: its end, waiting (who answers does so without the rest), or a broken connection. */
  readonly finish?: 'end' | 'wait' | 'break';
}

/** Sends a request over a connection of its own; gives the answer's status, or `cut` when there is none. */
export function sendRaw(
  url: string,
  { method = 'POST', headers = {}, body, finish = 'end' }: RawRequest,
): Promise<number | 'cut'> {
  return new Promise((resolve) => {
    const out = request(url, { method, agent: false, headers: { ...headers }, timeout: patienceMs });
    const end = (result: number | 'cut'): void => {
      resolve(result);
      out.destroy();
    };
    out.once('response', ({ statusCode }) => end(statusCode ?? 'cut'));
    // What comes after the answer is of no interest.
    out.on('error', () => end('cut'));
    out.once('timeout', () => end('cut'));
    out.flushHeaders();
    for (const chunk of body instanceof Buffer ? [body] : (body ?? [])) out.write(chunk);
    if (finish === 'end') out.end();
    if (finish === 'break') out.write('', () => end('cut'));
  });
}
