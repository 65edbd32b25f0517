import type { OutgoingActivity, ReplyResult } from 'tidemark';
import { buttonReplyMessage, kaleyraWebhook, listReplyMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { customer, signal } from '../adapters/kaleyra-host.js';
import { asking, outgoingTable, question } from './outgoing-table.js';
import { type BotHost, startBot } from './start.js';
import type { RunningBot, Subject } from './subject.js';
import { sdkSubjects, subjects } from './subjects.js';

interface Tapped {
  id: string;
  title: string;
}

/** A bot that sends this to its first message and says what it hears after that. */
async function startAsking(subject: Subject, activity: OutgoingActivity) {
  const heard = signal<{ text: unknown; value: unknown }>();
  const asked = signal();
  const host = await startBot(subject, async ({ activity: { text, value }, send }) => {
    if (text !== 'ask') return heard.resolve({ text, value });
    await send(activity);
    asked.resolve();
  });
  await host.say('ask');
  await asked.promise;
  return { ...host, heard: heard.promise };
}

/** Taps the button or row of this title in the last message. */
async function tap({ kaleyra, businessNumber, post }: BotHost<RunningBot>, title: string): Promise<void> {
  const { action = {} } = (kaleyra.sends.at(-1)?.message?.content ?? {}) as {
    action?: { buttons?: { reply: Tapped }[]; sections?: { rows: Tapped[] }[] };
  };
  const button = action.buttons?.find(({ reply }) => reply.title === title)?.reply;
  const row = action.sections?.flatMap(({ rows }) => rows).find((one) => one.title === title);
  const message =
    button !== undefined
      ? buttonReplyMessage({ replyId: button.id, title })
      : listReplyMessage({ replyId: row?.id ?? '', title });
  const { status } = await post(kaleyraWebhook({ from: customer, businessNumber, messages: [message] }));
  expect(status).toBe(200);
}

describe.each(subjects)('$name: what a bot sends', (subject) => {
  test.each(outgoingTable)(
    '$what goes out as the table says, and gives one response',
    async ({ activity, messages }) => {
      const responses = signal<ReplyResult[]>();
      const incoming = 'wamid.incoming';
      const { kaleyra, say } = await startBot(subject, async ({ send }) =>
        responses.resolve(await send(activity(incoming), 'after')),
      );
      await say('hello', { id: incoming });
      const given = await responses.promise;
      const expected = messages(incoming);
      expect(kaleyra.sends.slice(0, -1).map(({ message }) => message)).toEqual(expected);
      expect(kaleyra.sends.at(-1)?.text).toBe('after');
      expect(kaleyra.requests.flatMap(({ violations }) => violations)).toEqual([]);
      const ids = kaleyra.sends.map(({ answer }) => (typeof answer === 'object' ? answer.messageId : undefined));
      expect(given.map(({ id }) => id)).toEqual([expected.length > 0 ? ids.at(-2) : '', ids.at(-1)]);
    },
  );

  test('a typing indicator is one call with the receipt', async () => {
    const { kaleyra, say } = await startBot(subject, ({ send }) => send({ type: 'typing' }, 'after'));
    await say('hello', { id: 'wamid.incoming' });
    await kaleyra.waitFor('send', 1);
    const indicators = kaleyra.reads.filter(({ typing }) => typing);
    expect(indicators).toMatchObject([{ messageId: 'wamid.incoming', violations: [] }]);
  });

  test('a quote goes out where the bot says so', async () => {
    const { kaleyra, say } = await startBot(subject, ({ send }) =>
      send(
        { type: 'message', text: 'quoting', replyToId: 'wamid.incoming', channelData: { quote: true } },
        { type: 'message', text: 'not', replyToId: 'wamid.incoming' },
      ),
    );
    await say('hello', { id: 'wamid.incoming' });
    await kaleyra.waitFor('send', 2);
    const context = kaleyra.sends.map(
      ({ body }) => (body as { messaging_object: { context?: object } }).messaging_object.context,
    );
    expect(context).toEqual([{ message_id: 'wamid.incoming' }, undefined]);
    expect(kaleyra.sends.flatMap(({ violations }) => violations)).toEqual([]);
  });
});

const value = { order: 7, lines: ['a', 'b'] };
const actions = [
  { type: 'messageBack', title: 'Pay', text: 'pay order', value },
  { type: 'postBack', title: 'Drop', value },
  { type: 'imBack', title: 'Ask', value: 'ask me' },
];
const more = ['One', 'Two'].map((title) => ({ type: 'imBack', title, value: title }));

describe.each(subjects)('$name: what comes back of a question', (subject) => {
  test.each([
    ['Pay', { text: 'pay order', value }],
    ['Drop', { text: 'Drop', value }],
    ['Ask', { text: 'ask me', value: { title: 'Ask' } }],
  ])('a tap on %s gives the value the bot put there, of a button and of a row', async (title, answer) => {
    for (const all of [actions, [...actions, ...more]]) {
      const host = await startAsking(subject, asking(all));
      await tap(host, title);
      expect(await host.heard).toMatchObject(answer);
    }
  });

  test('a value that no id has room for comes back, too', async () => {
    const long = { text: 'x'.repeat(2000) };
    const host = await startAsking(subject, asking([{ type: 'postBack', title: 'Long', value: long }]));
    await tap(host, 'Long');
    expect(await host.heard).toEqual({ text: 'Long', value: long });
  });

  test('a number in writing gives the value of a choice that was numbered', async () => {
    const host = await startAsking(subject, question(12));
    await host.say('11');
    expect(await host.heard).toMatchObject({ text: 'value 11', value: { title: 'Choice 11' } });
  });

  test('a choice of an adaptive card gives the data of its button with it', async () => {
    const content = {
      type: 'AdaptiveCard',
      body: [{ type: 'Input.ChoiceSet', id: 'size', choices: [{ title: 'Nine', value: '9' }] }],
      actions: [{ type: 'Action.Submit', title: 'OK', data: { order: 7 } }],
    };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const host = await startAsking(subject, { type: 'message', attachments: [{ contentType, content }] });
    await tap(host, 'Nine');
    expect(await host.heard).toEqual({ text: 'Nine', value: { order: 7, size: '9' } });
  });
});

describe.each(sdkSubjects)('$name: a conversation opened with a number', (subject) => {
  test.each([
    ['formatted', '+91 98000-00001', '919800000001'],
    ['in digits', '919800000001', '919800000001'],
    ['of a customer who hides it', 'US.13491208655302741918', 'US.13491208655302741918'],
  ])('%s is the one of incoming messages', async (_, user, id) => {
    const { running, businessNumber } = await startBot(subject, async () => undefined);
    const seen: unknown[] = [];
    const formatted = `+${businessNumber.slice(0, 2)} ${businessNumber.slice(2, 7)}-${businessNumber.slice(7)}`;
    for (const number of [formatted, businessNumber]) {
      await running.createConversation({ businessNumber: number, user }, async ({ activity }) =>
        seen.push([activity.conversation.id, activity.from.id, activity.recipient.id]),
      );
    }
    const one = [`${businessNumber}:${id}`, id, businessNumber];
    expect(seen).toEqual([one, one]);
  });
});
