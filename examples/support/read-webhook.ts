import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const maxBytes = 4 * 1024 * 1024;

/** What a request came to: the body as JSON with 200, or the status to refuse it with. */
export interface ReadWebhook {
  status: 200 | 400 | 401 | 405 | 413 | 415;
  body?: unknown;
}

/** Reads a webhook's body, once its method, secret, type and length allow it. */
export async function readWebhook(request: IncomingMessage, secret: string | undefined): Promise<ReadWebhook> {
  const { method, headers } = request;
  if (method !== 'POST') return { status: 405 };
  if (secret !== undefined && !isSame(headers['x-webhook-secret'], secret)) return { status: 401 };
  if (!/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) return { status: 415 };
  if (Number(headers['content-length'] ?? 0) > maxBytes) return { status: 413 };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      // The length may be wrong, or not told.
      if (size > maxBytes) return { status: 413 };
      chunks.push(chunk);
    }
    return { status: 200, body: JSON.parse(Buffer.concat(chunks).toString()) };
  } catch {
    return { status: 400 };
  }
}

// Hashes are of one length, and neither length nor content of the secret shows in the time taken.
function isSame(given: string | string[] | undefined, secret: string): boolean {
  const hash = (value: string): Buffer => createHash('sha256').update(value).digest();
  return typeof given === 'string' && timingSafeEqual(hash(given), hash(secret));
}
