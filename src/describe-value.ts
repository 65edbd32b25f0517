/** Names what was got instead of what was expected, without ever showing a text, which could be a secret. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

// A word in the wrong place is shown, a key in the wrong place is not: Kaleyra's have 33 characters.
const LONGEST_SHOWN = 20;

/** The same where a short text is no secret: a word that was not expected is shown. */
export function showValue(value: unknown): string {
  const isWord = typeof value === 'string' && value !== '' && value.length <= LONGEST_SHOWN;
  return isWord ? JSON.stringify(value) : describeValue(value);
}
