import { isGatewayError } from 'tidemark';
import { expect, test } from 'vitest';
import { toMessageObject } from '../../../src/kaleyra/client/message-object.js';
import type { OutgoingMessage } from '../../../src/ports.js';

const address = { businessNumber: '911200000000', to: '919800000001' };

/** The message of the error, or what the message becomes. */
function made(message: object): unknown {
  try {
    return toMessageObject({ ...address, ...message } as OutgoingMessage);
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', kind: 'reject' });
    return error.message;
  }
}

const raw = (object: object): object => ({ type: 'raw', object });
const react = (emoji: unknown): object => ({ type: 'reaction', messageId: 'wamid.x', emoji });
const list = (...sections: object[]): object =>
  raw({
    type: 'interactive',
    interactive: { type: 'list', body: { text: 'b' }, action: { button: 'Open', sections } },
  });
const row = (id: string): object[] => [{ id, title: id }];

test.each([5, {}, '', ' ', null, 'x'.repeat(501)])('a message that quotes %j is refused by its place', (quotes) => {
  expect(made({ type: 'text', text: 'a', quotes })).toContain('context.message_id');
});

test('a raw message cannot quote anything else, either', () => {
  expect(made(raw({ type: 'text', text: { body: 'a' }, context: { message_id: 5 } }))).toContain('context.message_id');
  expect(made(raw({ type: 'text', text: { body: 'a' }, context: 'wamid.x' }))).toContain('context');
});

test.each(['👍', '❤️', '🇮🇳', '👩‍👩‍👧‍👦', '👍🏽', '5️⃣', '', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])('the reaction %j is one', (emoji) => {
  expect(made(react(emoji))).toMatchObject({ reaction: { emoji } });
});

test.each(['x', 'plusOne', '5', ' ', '👍👍', '👍 ', '🇮', ':)', 5, null, undefined])(
  'the reaction %j is none',
  (emoji) => {
    expect(made(react(emoji))).toContain('reaction.emoji');
  },
);

test.each([
  ['like', '👍'],
  ['heart', '❤️'],
  ['laugh', '😆'],
  ['surprised', '😮'],
  ['sad', '😢'],
  ['angry', '😠'],
])('the reaction that Bot Framework calls %s is %s', (name, emoji) => {
  expect(made(react(name))).toMatchObject({ reaction: { emoji } });
});

test('sections have titles of up to 24 characters, and each has one where there are several', () => {
  const one = { title: 'x'.repeat(24), rows: row('1') };
  expect(made(list(one))).toMatchObject({ type: 'interactive' });
  expect(made(list({ rows: row('1') }))).toMatchObject({ type: 'interactive' });
  expect(made(list(one, { title: 'Two', rows: row('2') }))).toMatchObject({ type: 'interactive' });
  expect(made(list({ title: 'x'.repeat(25), rows: row('1') }))).toContain('sections.0.title');
  expect(made(list(one, { rows: row('2') }))).toContain('title of each');
  expect(made(list(one, { title: '', rows: row('2') }))).toContain('title of each');
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a kind called %s is one that is not known',
  (type) => {
    expect(made(raw({ type }))).toMatchObject({ type });
    const interactive = { type, body: { text: 'b' }, action: {} };
    expect(made(raw({ type: 'interactive', interactive }))).toMatchObject({ interactive });
  },
);

test('what JSON has no form for is refused with a typed error', () => {
  const circle: Record<string, unknown> = { secret: 'mine' };
  circle.self = circle;
  for (const given of [circle, { big: 10n }]) {
    expect(made(raw({ type: 'other', other: given }))).toMatch(/JSON/);
    expect(made(raw({ type: 'other', other: given }))).not.toMatch(/secret|mine/);
  }
  expect(made({ type: 'contacts', contacts: [{ name: { formatted_name: 'Sam' }, circle }] })).toMatch(/JSON/);
});
