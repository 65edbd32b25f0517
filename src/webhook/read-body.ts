import type { WebhookBody } from './webhook-request.js';

/** A body as text, or why it cannot be had. */
export type BodyText = { ok: true; text: string } | { ok: false; reason: 'tooLarge' | 'notUtf8' | 'broken' };

/** Reads a body up to a limit; what is longer is not kept. */
export async function readBody(body: WebhookBody, maxBytes: number): Promise<BodyText> {
  if (body === null || body === undefined) return { ok: true, text: '' };
  if (typeof body === 'string') {
    return Buffer.byteLength(body) > maxBytes ? { ok: false, reason: 'tooLarge' } : { ok: true, text: body };
  }
  if (body instanceof Uint8Array)
    return body.byteLength > maxBytes ? { ok: false, reason: 'tooLarge' } : decode([body]);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.byteLength;
      if (size > maxBytes) return { ok: false, reason: 'tooLarge' };
      chunks.push(bytes);
    }
  } catch {
    return { ok: false, reason: 'broken' };
  }
  return decode(chunks);
}

function decode(chunks: readonly Uint8Array[]): BodyText {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { ok: false, reason: 'notUtf8' };
  }
}
