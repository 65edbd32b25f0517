import type { IncomingMessage } from 'node:http';

/** The body's bytes, or why there are none. */
export type ReceivedBody = Buffer | 'tooLarge' | 'aborted';

/** Reads a whole body. One that is too large is read to its end and thrown away, so that the caller sees the answer. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReceivedBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) chunks = [];
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(bytes > maxBytes ? 'tooLarge' : Buffer.concat(chunks)));
    request.once('error', () => resolve('aborted'));
    request.once('close', () => resolve('aborted'));
  });
}
