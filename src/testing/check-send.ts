import { z } from 'zod';
import { countCharacters } from './count-characters.js';
import { violationsOf } from './violations-of.js';

/** Characters a text may have: WhatsApp's limit. */
const maxTextLength = 4096;

const nonEmpty = z.string({ error: 'must be a string' }).min(1, { error: 'must not be empty' });

// `recipient` (a business-scoped user id) stands in for `to` since Meta's usernames of 2026.
const common = z.looseObject({
  messaging_product: z.literal('whatsapp', { error: 'must be "whatsapp"' }),
  recipient_type: z.literal('individual', { error: 'must be "individual"' }).optional(),
  to: z
    .string({ error: 'must be a string' })
    .regex(/^\+?\d{1,15}$/, { error: 'must be digits with or without "+"' })
    .optional(),
  recipient: nonEmpty.optional(),
  type: nonEmpty,
  context: z.strictObject({ message_id: nonEmpty }, { error: 'must be an object' }).optional(),
  biz_opaque_callback_data: z.string({ error: 'must be a string' }).optional(),
});

// Kaleyra's text page shows preview_url as a string, its reply page as a boolean.
const text = z.strictObject(
  {
    body: nonEmpty.refine((body) => countCharacters(body) <= maxTextLength, {
      error: `must not be longer than ${maxTextLength} characters`,
    }),
    preview_url: z
      .union([z.boolean(), z.enum(['true', 'false'])], { error: 'must be a boolean, "true" or "false"' })
      .optional(),
  },
  { error: 'must be an object' },
);

/** Meta refuses keys it does not know ("Unexpected key"). */
function unknownKeys(messagingObject: object, type: unknown): string[] {
  return Object.keys(messagingObject)
    .filter((key) => key !== type && !Object.hasOwn(common.shape, key))
    .map((key) => `messaging_object must not have the key "${key}".`);
}

/** The content of types other than text stays open: contacts are an array, all others an object. */
function checkContent(type: string, content: unknown): string[] {
  if (type === 'text') return violationsOf(text, content, 'messaging_object.text');
  if (typeof content === 'object' && content !== null) return [];
  return [`messaging_object.${type} must be an object, as messaging_object.type names it.`];
}

/** Each breach of the send call's contract in its `messaging_object`. */
export function checkSend(messagingObject: Readonly<Record<string, unknown>>): string[] {
  const { to, recipient, type } = messagingObject;
  const violations = violationsOf(common, messagingObject, 'messaging_object');
  if (to === undefined && recipient === undefined) violations.push('messaging_object.to must be there.');
  violations.push(...unknownKeys(messagingObject, type));
  if (typeof type === 'string' && type !== '') violations.push(...checkContent(type, messagingObject[type]));
  return violations;
}
