import type { z } from 'zod';
import { anyString, listOf, nonEmpty, strict } from './rules.js';

const text = anyString.optional();

const contact = strict({
  name: strict({
    formatted_name: nonEmpty,
    first_name: text,
    last_name: text,
    middle_name: text,
    suffix: text,
    prefix: text,
  }),
  phones: listOf(strict({ phone: text, type: text, wa_id: text })).optional(),
  emails: listOf(strict({ email: text, type: text })).optional(),
  urls: listOf(strict({ url: text, type: text })).optional(),
  addresses: listOf(
    strict({ street: text, city: text, state: text, zip: text, country: text, country_code: text, type: text }),
  ).optional(),
  org: strict({ company: text, department: text, title: text }).optional(),
  birthday: anyString.regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must have the form YYYY-MM-DD' }).optional(),
});

/** Kaleyra's page, as Meta's: "Each message can include information for up to 257 contacts". */
export const contacts: z.ZodType = listOf(contact)
  .min(1, { error: 'must not be empty' })
  .max(257, { error: 'must not have more than 257 contacts' });
