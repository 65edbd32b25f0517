import { kindOfCode } from './failure-kind.js';
import { fieldOf, parseJson } from './json-fields.js';

// Documented codes are a few letters and digits (RBC001, WA-401, E110) or digits alone (131009). The form keeps an echoed
// API key or a word that stands where a code belongs out of errors and logs.
const codePattern = /^(?:[A-Za-z]{1,6}-?)?\d{1,9}$/;

function toCode(value: unknown): string | undefined {
  const text = Number.isInteger(value) ? String(value) : value;
  return typeof text === 'string' && codePattern.test(text) ? text : undefined;
}

/**
 * Reads the provider's code from the body of a failure: Kaleyra's `code` or Meta's `error.code`, each a string or a
 * number; `undefined` when the body has none or is not JSON.
 *
 * With both, the first one that has a known meaning counts, so that a `code` which only repeats the HTTP status does
 * not hide Meta's.
 */
export function providerCodeOf(text: string): string | undefined {
  const body = parseJson(text);
  const codes = [toCode(fieldOf(body, 'code')), toCode(fieldOf(fieldOf(body, 'error'), 'code'))].filter(
    (code) => code !== undefined,
  );
  return codes.find((code) => kindOfCode(code) !== undefined) ?? codes[0];
}
