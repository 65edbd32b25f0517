import { z } from 'zod';
import { describeValue } from '../../describe-value.js';
import { LIMITS } from '../../message-limits.js';
import { invalidRequest } from './invalid-request.js';
import type { MessagingObject } from './messaging-object.js';
import { isEmoji } from './reaction-emoji.js';

const atMost = (length: number): z.ZodString =>
  z
    .string({ error: 'expected a string' })
    .min(1, 'expected a string that is not empty')
    .refine((text) => text.length <= length || [...text].length <= length, {
      error: `expected at most ${length} characters`,
    });
const link = z.string({ error: 'expected a URL' }).regex(/^https?:\/\//i, 'expected a URL that begins with https://');
const file = z
  .looseObject({ link: link.optional(), id: atMost(500).optional(), caption: atMost(LIMITS.caption).optional() })
  .refine(({ link: url, id }) => (url === undefined) !== (id === undefined), 'expected either link or id');
const emptyOr = (length: number): z.ZodType<string> => z.union([z.literal(''), atMost(length)]);

const messageId = atMost(500).regex(/\S/, 'expected the id of a message');
const emoji = z
  .string({ error: 'expected a string' })
  .refine((text) => text === '' || isEmoji(text), 'expected one emoji, or an empty string');

const reply = z.looseObject({ id: atMost(LIMITS.buttonId), title: atMost(LIMITS.buttonTitle) });
const row = z.looseObject({
  id: atMost(LIMITS.rowId),
  title: atMost(LIMITS.rowTitle),
  description: emptyOr(LIMITS.rowDescription).optional(),
});
const section = z.looseObject({
  title: emptyOr(LIMITS.rowTitle).optional(),
  rows: z.array(row).min(1, 'expected at least one row'),
});
// A bot may name a kind as it likes: `constructor` must find nothing.
const actions: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries({
    button: z.looseObject({
      buttons: z
        .array(z.looseObject({ reply }))
        .min(1, 'expected at least one button')
        .max(LIMITS.buttons, `expected at most ${LIMITS.buttons} buttons`)
        .refine((buttons) => isDistinct(buttons, ({ reply: { title } }) => title), 'expected different titles')
        .refine((buttons) => isDistinct(buttons, ({ reply: { id } }) => id), 'expected different ids'),
    }),
    list: z.looseObject({
      button: atMost(LIMITS.buttonTitle),
      sections: z
        .array(section)
        .min(1, 'expected at least one section')
        .refine((sections) => sections.length === 1 || sections.every(({ title = '' }) => title !== ''), {
          error: 'expected a title of each where there are several sections',
        })
        .refine((sections) => sections.flatMap(({ rows }) => rows).length <= LIMITS.rows, {
          error: `expected at most ${LIMITS.rows} rows`,
        })
        .refine(
          (sections) =>
            isDistinct(
              sections.flatMap(({ rows }) => rows),
              ({ id }) => id,
            ),
          'expected different ids',
        ),
    }),
    cta_url: z.looseObject({
      parameters: z.looseObject({ display_text: atMost(LIMITS.buttonTitle), url: link }),
    }),
  }),
);

const frame = z.looseObject({
  type: atMost(50),
  header: z.looseObject({ type: atMost(20), text: atMost(LIMITS.header).optional() }).optional(),
  footer: z.looseObject({ text: atMost(LIMITS.footer) }).optional(),
  action: z.looseObject({}),
});
const bodyUpTo = (length: number): z.ZodType => z.looseObject({ text: atMost(length) }).optional();
const body = bodyUpTo(LIMITS.body);
// Meta's page of lists allows more than those of all others.
const listBody = bodyUpTo(LIMITS.text);

const contents: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries({
    text: z.looseObject({ body: atMost(LIMITS.text) }),
    image: file,
    video: file,
    audio: file,
    document: file,
    sticker: file,
    location: z.looseObject({
      latitude: z.number({ error: 'expected degrees' }).min(-90).max(90),
      longitude: z.number({ error: 'expected degrees' }).min(-180).max(180),
    }),
    contacts: z
      .array(z.looseObject({ name: z.looseObject({ formatted_name: atMost(500) }) }))
      .min(1, 'expected at least one contact'),
    reaction: z.looseObject({ message_id: messageId, emoji }),
    interactive: frame,
    template: z.looseObject({ name: atMost(512), language: z.looseObject({ code: atMost(20) }) }),
  }),
);
const context = z.looseObject({ message_id: messageId });

/**
 * Checks a message against WhatsApp's rules, so that a mistake is told here, with its place, and costs no call. Kinds
 * that are not known pass.
 *
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, with the path and what was expected; never a text.
 */
export function checkMessage(message: MessagingObject & { type: string }): void {
  const { type } = message;
  check(contents.get(type), message[type], type);
  if (message.context !== undefined) check(context, message.context, 'context');
  checkJson(message);
  if (type !== 'interactive') return;
  const { type: kind, action, body: text } = message.interactive as { type: string; action: unknown; body: unknown };
  check(kind === 'list' ? listBody : body, text, 'interactive.body');
  check(actions.get(kind), action, 'interactive.action');
}

function check(schema: z.ZodType | undefined, value: unknown, path: string): void {
  const [issue] = schema?.safeParse(value).error?.issues ?? [];
  if (issue === undefined) return;
  const at = [path, ...issue.path].join('.');
  const got = issue.path.reduce<unknown>(
    (field, key) => (field as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  throw invalidRequest(`The message cannot be sent: ${at}: ${issue.message}, got ${describeValue(got)}.`);
}

/** What JSON has no form for would otherwise be found on the way out. */
function checkJson(message: MessagingObject): void {
  try {
    JSON.stringify(message);
  } catch {
    throw invalidRequest(
      'The message cannot be sent: expected what JSON has a form for, got an object that contains itself, or a BigInt.',
    );
  }
}

function isDistinct<T>(items: readonly T[], keyOf: (item: T) => unknown): boolean {
  return new Set(items.map(keyOf)).size === items.length;
}
