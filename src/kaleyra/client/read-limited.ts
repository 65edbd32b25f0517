import type { Readable } from 'node:stream';

/** What was read of a body, and why it ended early, if it did. */
export interface LimitedText {
  /** UTF-8 text of what arrived, up to the limit. */
  text: string;
  /** The failure of the transfer; absent for a body that was complete or longer than the limit. */
  error?: unknown;
}

/** Reads a body as text up to `maxBytes`; the rest of a longer one is not fetched: its stream is destroyed. */
export async function readLimited(body: Readable, maxBytes: number): Promise<LimitedText> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const textOf = (): string => new TextDecoder().decode(Buffer.concat(chunks));
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, maxBytes - bytes));
      bytes += chunk.byteLength;
      // Leaving the loop destroys the stream and with it the connection.
      if (bytes > maxBytes) break;
    }
  } catch (error) {
    return { text: textOf(), error };
  }
  return { text: textOf() };
}
