import { TidemarkError } from '../../errors.js';
import type { OutgoingMessage } from '../../ports.js';
import { invalidRequest } from './invalid-request.js';
import { recipientOf } from './recipient.js';

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

/**
 * Builds a text message.
 *
 * @throws {TidemarkError} `EMPTY_TEXT` for a text that is empty or only white space.
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, for an empty recipient.
 */
export function toTextObject({ to, text }: OutgoingMessage): MessagingObject {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new TidemarkError('EMPTY_TEXT', 'The message has no text: WhatsApp refuses an empty one.');
  }
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipientOf(to),
    type: 'text',
    text: { preview_url: false, body: text },
  };
}
