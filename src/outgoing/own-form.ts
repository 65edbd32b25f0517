import { z } from 'zod';
import { describeValue } from '../describe-value.js';
import { TidemarkError } from '../errors.js';
import type { RawContent } from '../message-content.js';

// `channelData` of a bot's activity that says a message in WhatsApp's own form; the rest of it means nothing here.
const template = z.looseObject({
  name: z.string().min(1),
  language: z.looseObject({ code: z.string().min(1) }),
  components: z.array(z.looseObject({ type: z.string().min(1) })).optional(),
});
const interactive = z.looseObject({ type: z.string().min(1), action: z.looseObject({}) });
const raw = z.looseObject({ type: z.string().min(1) });

const forms = [
  ['template', template, (object: object) => ({ type: 'template', template: object })],
  ['interactive', interactive, (object: object) => ({ type: 'interactive', interactive: object })],
  ['raw', raw, (object: object) => ({ ...object })],
] as const;

/**
 * The message that `channelData.template`, `.interactive` or `.raw` gives in WhatsApp's own form, if any.
 *
 * @throws {TidemarkError} `UNSUPPORTED_ACTIVITY` where its shape cannot be right.
 */
export function ownFormOf(channelData: unknown): RawContent | undefined {
  if (typeof channelData !== 'object' || channelData === null) return undefined;
  for (const [key, schema, make] of forms) {
    const given = (channelData as Record<string, unknown>)[key];
    if (given === undefined || given === null) continue;
    const checked = schema.safeParse(given);
    if (checked.success) return { type: 'raw', object: make(checked.data) };
    const { path = [] } = checked.error.issues[0] ?? {};
    throw new TidemarkError(
      'UNSUPPORTED_ACTIVITY',
      `channelData.${[key, ...path].join('.')}: expected WhatsApp's own form of the message, got ${describeValue(valueAt(given, path))}`,
    );
  }
  return undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
