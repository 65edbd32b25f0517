import { z } from 'zod';
import { violationsOf } from './violations-of.js';

// Kaleyra's page: three attributes, all mandatory. The typing indicator is Meta's, in the same call, and `text` is its
// only type.
const readObject = z.strictObject({
  messaging_product: z.literal('whatsapp', { error: 'must be "whatsapp"' }),
  status: z.literal('read', { error: 'must be "read"' }),
  message_id: z.string({ error: 'must be a string' }).min(1, { error: 'must not be empty' }),
  typing_indicator: z
    .strictObject({ type: z.literal('text', { error: 'must be "text"' }) }, { error: 'must be an object' })
    .optional(),
});

/** Each breach of the read call's contract in its `messaging_object`. */
export function checkRead(messagingObject: object): string[] {
  return violationsOf(readObject, messagingObject, 'messaging_object');
}
