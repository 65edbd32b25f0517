import type { IncomingMessage } from 'node:http';

/** The largest body the fake takes, in bytes (1 MiB); no documented call comes near it. */
const maxBodyBytes = 1024 * 1024;

/** The body's bytes, or why there are none. */
export type ReceivedBody = Buffer | 'tooLarge' | 'aborted';

/** Reads a whole body. One that is too large is read to its end and thrown away, so that the caller sees the answer. */
export function readBody(request: IncomingMessage): Promise<ReceivedBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) chunks = [];
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(bytes > maxBodyBytes ? 'tooLarge' : Buffer.concat(chunks)));
    request.once('error', () => resolve('aborted'));
    request.once('close', () => resolve('aborted'));
  });
}
