import { invalidRequest } from './invalid-request.js';
import { digitsOf } from './path-number.js';

/** The field that addresses a customer in Meta's message object. */
type Recipient = { to: string } | { recipient: string };

// Country code, dot, id: `US.13491208655302741918`, and `US.ENT.…` for a parent id (Meta, "Business-scoped user IDs").
const businessScopedId = /^[A-Z]{2}\.[A-Za-z0-9.]+$/;

/**
 * Decides how a customer is addressed: a phone number as `to` with `+` and digits, a business-scoped user id as
 * `recipient` (Meta's rule for customers who hide their number), anything else as `to` unchanged.
 *
 * Whether Kaleyra passes `recipient` on is not documented.
 *
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, when it is empty.
 */
export function recipientOf(to: string): Recipient {
  const digits = digitsOf(to);
  if (digits !== undefined) return { to: `+${digits}` };
  if (typeof to !== 'string' || to.trim() === '') {
    throw invalidRequest('The message has no recipient: expected a WhatsApp id or a business-scoped user id in to.');
  }
  return businessScopedId.test(to) ? { recipient: to } : { to };
}
