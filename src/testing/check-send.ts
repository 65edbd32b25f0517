import { z } from 'zod';
import { contacts } from './check-contacts.js';
import { interactiveSchema } from './check-interactive.js';
import { location } from './check-location.js';
import { mediaMessages } from './check-media.js';
import { reaction } from './check-reaction.js';
import { template } from './check-template.js';
import { text } from './check-text.js';
import { anyString, exactly, nonEmpty, strict } from './rules.js';
import { violationsOf } from './violations-of.js';

// `recipient` (a business-scoped user id) stands in for `to` since Meta's usernames of 2026.
const common = z.looseObject({
  messaging_product: exactly('whatsapp'),
  recipient_type: exactly('individual').optional(),
  to: anyString.regex(/^\+?\d{1,15}$/, { error: 'must be digits with or without "+"' }).optional(),
  recipient: nonEmpty.optional(),
  type: nonEmpty,
  context: strict({ message_id: nonEmpty }).optional(),
  biz_opaque_callback_data: anyString.optional(),
});

const contents: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ...Object.entries(mediaMessages),
  ['contacts', contacts],
  ['location', location],
  ['reaction', reaction],
  ['template', template],
]);

/** Meta refuses keys it does not know ("Unexpected key"). */
function unknownKeys(messagingObject: object, type: unknown): string[] {
  return Object.keys(messagingObject)
    .filter((key) => key !== type && !Object.hasOwn(common.shape, key))
    .map((key) => `messaging_object must not have the key "${key}".`);
}

/** The content of an unknown type stays open: an object, or an array. */
function checkContent(type: string, content: unknown): string[] {
  const name = `messaging_object.${type}`;
  if (type === 'text') return violationsOf(text, content, name);
  if (typeof content !== 'object' || content === null) {
    return [`${name} must be an object, as messaging_object.type names it.`];
  }
  const schema = type === 'interactive' ? interactiveSchema(content) : contents.get(type);
  return schema === undefined ? [] : violationsOf(schema, content, name);
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
