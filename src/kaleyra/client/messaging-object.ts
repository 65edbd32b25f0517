import { invalidRequest } from './invalid-request.js';

/** Meta's message object, which Kaleyra wants in `messaging_object`. */
export type MessagingObject = Readonly<Record<string, unknown>>;

/**
 * Builds the read receipt for a message id, with WhatsApp's typing indicator if asked for.
 *
 * That Kaleyra passes `typing_indicator` on to Meta is not documented.
 *
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, for an empty id.
 */
export function toReadObject(id: string, typing: boolean): MessagingObject {
  if (typeof id !== 'string' || id.trim() === '') {
    throw invalidRequest('The read receipt has no message id: expected the id of an incoming message.');
  }
  return {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: id,
    ...(typing ? { typing_indicator: { type: 'text' } } : {}),
  };
}
