import { invalidRequest } from './invalid-request.js';

/** Gives the digits of a phone number written with or without `+` and separators, or `undefined` for anything else. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const compact = value.replace(/[\s().-]/g, '');
  return /^\+?[0-9]+$/.test(compact) ? compact.replace('+', '') : undefined;
}

/**
 * Gives `<phone_number>` of the path `/v2/<sid>/whatsapp/<phone_number>/messages`: the business number as `+` and digits.
 *
 * Kaleyra's table of URL parameters calls it the end customer's number, but its own error `WA401` for it ("Phone number
 * is not present or does not belong to the account") and its other pages can only mean the business number.
 *
 * The `+` stays as it is, as in the page's own curl: it is legal in a path (RFC 3986 §3.3), where only forms read it
 * as a space.
 *
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, when the value is not a phone number.
 */
export function pathNumberOf(businessNumber: string): string {
  const digits = digitsOf(businessNumber);
  if (digits === undefined) {
    throw invalidRequest('The business number is not a phone number: expected digits, with or without +.');
  }
  return `+${digits}`;
}
