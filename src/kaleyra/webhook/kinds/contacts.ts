import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json.js';
import { createKind, type Kind, messageContent } from './kind.js';

/** One check of the whole list: a schema of its elements would write an issue for each of a million wrong ones. */
const cards = z.custom<readonly JsonObject[]>(
  (value) => Array.isArray(value) && value.length > 0 && value.every(isJsonObject),
  {
    params: { expected: 'array of objects' },
  },
);
const schema = z.looseObject({ contacts: cards });

/** Contact cards: one attachment whose content is the array of cards, as WhatsApp has them. */
export const contactsKind: Kind = createKind(schema, ({ contacts }) => ({
  content: messageContent('', {
    attachments: [
      {
        contentType: 'application/vnd.whatsapp.contacts+json',
        content: Object.freeze(contacts.map(withPhoneList)),
        // A name always, as with files: bots join it to a path.
        name: 'contacts.json',
      },
    ],
  }),
}));

// Kaleyra's contact sample shows `phones` as one object, Meta documents an array: bots get an array.
function withPhoneList(card: JsonObject): JsonObject {
  const phones = card.phones;
  if (!isJsonObject(phones)) return card;
  return Object.freeze({ ...card, phones: Object.freeze([phones]) });
}
