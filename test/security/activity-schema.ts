import type { Activity } from 'tidemark';
import { z } from 'zod';

const filled = z.string().min(1);
const account = z.strictObject({ id: filled.max(512), name: filled.optional(), role: z.enum(['user', 'bot']) });
// Absent means omitted, never null or undefined; `unknown` alone would let both pass.
const something = z.unknown().refine((value) => value !== undefined && value !== null);

/** The documented shape of what a webhook becomes, and nothing beside it. */
const activitySchema = z.strictObject({
  type: z.enum(['message', 'event', 'messageReaction', 'conversationUpdate']),
  id: filled.max(1_100),
  timestamp: z.date().optional(),
  channelId: z.literal('whatsapp'),
  serviceUrl: z.url(),
  from: account,
  recipient: account,
  conversation: z.strictObject({ id: z.string().regex(/^\d{1,512}:.{1,512}$/s), isGroup: z.literal(false) }),
  text: z.string().optional(),
  textFormat: z.literal('plain').optional(),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.string().regex(/^[\w.+-]+\/[\w.+*-]+(?:\s*;[ -~]*)?$/),
        contentUrl: z
          .string()
          .regex(/^https?:\/\//)
          .optional(),
        content: z.array(z.unknown()).optional(),
        name: z.string().regex(/^[^/\\\p{Cc}\p{Cf}]{1,128}$/u),
      }),
    )
    .min(1)
    .optional(),
  entities: z
    .array(z.looseObject({ type: z.enum(['GeoCoordinates', 'Place']) }))
    .min(1)
    .optional(),
  membersAdded: z.array(account).optional(),
  name: z
    .string()
    .regex(/^(?:whatsapp\/[\w.-]{1,64}|application\/vnd\.microsoft\.readReceipt)$/)
    .optional(),
  value: something.optional(),
  replyToId: filled.max(512).optional(),
  reactionsAdded: z
    .array(z.strictObject({ type: filled }))
    .length(1)
    .optional(),
  reactionsRemoved: z
    .array(z.strictObject({ type: filled }))
    .length(1)
    .optional(),
  channelData: z.looseObject({ provider: z.literal('kaleyra') }),
});

const plain: readonly unknown[] = [Object.prototype, Array.prototype];

/** Whether all of a value is made of plain objects and lists: what a body calls `__proto__` is no prototype. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return plain.includes(Object.getPrototypeOf(value)) && Object.values(value).every(isPlain);
}

/** What is wrong with an activity; nothing for one of the documented shape. */
export function flawsOf(activity: Activity): string[] {
  const { error } = activitySchema.safeParse(activity);
  const flaws = (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (activity.type === 'message' && typeof activity.text !== 'string') flaws.push('text: a message has one');
  if (!isPlain(activity.channelData)) flaws.push('channelData: a prototype of its own');
  if (!Object.isFrozen(activity.channelData)) flaws.push('channelData: not frozen');
  const undefinedField = Object.entries(activity).find(([, value]) => value === undefined);
  if (undefinedField !== undefined) flaws.push(`${undefinedField[0]}: undefined instead of omitted`);
  return flaws;
}
