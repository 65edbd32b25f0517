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
  return firstId(candidates);
}

/**
 * Reads the id of an uploaded file from the body of a 2xx answer; its shape is not documented, so every likely place is
 * looked at.
 */
export function mediaIdOf(text: string): string | undefined {
  const body = parseJson(text);
  const data = fieldOf(body, 'data');
  const first = fieldOf(fieldOf(body, 'media'), 0);
  return firstId([
    fieldOf(data, 'media_id'),
    fieldOf(data, 'id'),
    fieldOf(body, 'media_id'),
    fieldOf(body, 'id'),
    fieldOf(first, 'id'),
  ]);
}

function firstId(candidates: readonly unknown[]): string | undefined {
  for (const id of candidates) {
    if (typeof id === 'number') return String(id);
    if (typeof id === 'string' && id !== '') return id;
  }
  return undefined;
}
