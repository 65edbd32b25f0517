import { z } from 'zod';
import { ActionError } from './action-error.js';
import { faultsSchema, fit } from './faults-schema.js';
import type { Action } from './protocol.js';

const error = (sentence: string): { error: string } => ({ error: sentence });

const text = z
  .string(error('Write something first.'))
  .max(4096, error('WhatsApp takes at most 4096 characters.'))
  .refine((value) => value.trim() !== '', error('Write something first.'));
const id = z.string(error('Name a message.')).min(1, error('Name a message.')).max(512, error('That is no message.'));
const number = z
  .string(error('Name a customer.'))
  .regex(/^\d{5,15}$/, error('A number has 5 to 15 digits, without "+" and spaces.'));
const degrees = (most: number): z.ZodNumber => {
  const wrong = error(`Degrees go from -${most} to ${most}.`);
  return z.number(wrong).min(-most, wrong).max(most, wrong);
};
const wrongAge = error('A message can be sent up to 60 days late.');
const wrongGap = error('The gap goes from 0 to 60000 ms.');

const schema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('say'),
    customer: number,
    text,
    quotes: id.optional(),
    secondsAgo: z
      .number(wrongAge)
      .min(0, wrongAge)
      .max(60 * 86_400, wrongAge)
      .optional(),
  }),
  z.strictObject({
    do: z.literal('burst'),
    customer: number,
    texts: z.array(text).min(1, error('Write a line first.')).max(100, error('A burst has at most 100 messages.')),
    gapMs: z.number(wrongGap).min(0, wrongGap).max(60_000, wrongGap),
  }),
  z.strictObject({ do: z.literal('tap'), customer: number, bubble: id, choice: z.string().max(512) }),
  z.strictObject({ do: z.literal('react'), customer: number, bubble: id, emoji: z.string().max(64) }),
  z.strictObject({
    do: z.literal('location'),
    customer: number,
    latitude: degrees(90),
    longitude: degrees(180),
    name: z.string().max(200).optional(),
  }),
  z.strictObject({
    do: z.literal('attach'),
    customer: number,
    sample: z.enum(['image', 'document', 'audio'], error('Attach an image, a document or audio.')),
    caption: z.string().max(1024, error('A caption has at most 1024 characters.')).optional(),
  }),
  z.strictObject({ do: z.literal('resend'), bubble: id }),
  z.strictObject({ do: z.literal('online'), customer: number, online: z.boolean() }),
  z.strictObject({
    do: z.literal('customer'),
    number: number.optional(),
    name: z
      .string(error('Give the customer a name.'))
      .trim()
      .min(1, error('Give the customer a name.'))
      .max(100, error('A name has at most 100 characters.')),
  }),
  z.strictObject({
    do: z.literal('faults'),
    faults: faultsSchema.refine(fit, error('The shares of the failures add up to more than 1.')),
  }),
  z.strictObject({ do: z.literal('clear') }),
]);

/**
 * An action as the page sent it.
 *
 * @throws {ActionError} with a sentence for its user.
 */
export function actionOf(value: unknown): Action {
  const result = schema.safeParse(value);
  if (result.success) return result.data as Action;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  const sentence = issue?.message ?? 'This cannot be done.';
  throw new ActionError(/^Invalid /.test(sentence) ? `${where === '' ? 'action' : where}: ${sentence}` : sentence);
}
