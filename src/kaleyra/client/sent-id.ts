import { fieldOf, parseJson } from './json-fields.js';

/**
 * Reads the id of a sent message from the body of a 2xx answer: Kaleyra's `data.message_id`, else Meta's
 * `messages[0].id`, else `id`; `undefined` when none is there.
 */
export function sentIdOf(text: string): string | undefined {
  const body = parseJson(text);
  const candidates = [
    fieldOf(fieldOf(body, 'data'), 'message_id'),
    fieldOf(fieldOf(fieldOf(body, 'messages'), 0), 'id'),
    fieldOf(body, 'id'),
  ];
  for (const id of candidates) {
    if (typeof id === 'number') return String(id);
    if (typeof id === 'string' && id !== '') return id;
  }
  return undefined;
}
