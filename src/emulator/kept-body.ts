import type { KeptBody } from './protocol.js';

// Far beyond any text: what is longer is a file.
const mostCharacters = 100_000;

/** A body, but for what is too long to keep. */
export function keptBody(body: string): KeptBody {
  if (body.length <= mostCharacters) return { body };
  return { body: body.slice(0, mostCharacters), cut: body.length - mostCharacters };
}
