import type { WebhookBody } from './webhook-request.js';

/** A body as text, or why it cannot be had. */
export type BodyText = { ok: true; text: string } | { ok: false; reason: 'tooLarge' | 'notUtf8' | 'broken' };

// How many chunks are kept apart before they are made one.
const SMALL_CHUNKS = 1_024;

/** Reads a body up to a limit; what is longer is not kept. */
export async function readBody(body: WebhookBody, maxBytes: number): Promise<BodyText> {
  if (body === null || body === undefined) return { ok: true, text: '' };
  if (typeof body === 'string') {
    return Buffer.byteLength(body) > maxBytes ? { ok: false, reason: 'tooLarge' } : { ok: true, text: body };
  }
  if (body instanceof Uint8Array)
    return body.byteLength > maxBytes ? { ok: false, reason: 'tooLarge' } : decode([body]);
  const chunks: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.byteLength;
      if (size > maxBytes) return { ok: false, reason: 'tooLarge' };
      small.push(bytes);
      // Chunks of one byte each would take more than a hundred times the memory of what they hold.
      if (small.length === SMALL_CHUNKS) {
        chunks.push(Buffer.concat(small));
        small = [];
      }
    }
  } catch {
    return { ok: false, reason: 'broken' };
  }
  return decode([...chunks, ...small]);
}

function decode(chunks: readonly Uint8Array[]): BodyText {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { ok: false, reason: 'notUtf8' };
  }
}
