import type { ReplyResult } from 'tidemark';
import { isGatewayError, isTidemarkError } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { signal } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import { subjects } from './subjects.js';

/** A promise's value, or what it rejects with. */
function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

describe.each(subjects)('$name: replies', (subject) => {
  test('gives one response for each activity at its index, with the id of what was sent, and never undefined', async () => {
    const responses = signal<ReplyResult[]>();
    const { kaleyra, say } = await startBot(subject, async ({ send }) =>
      responses.resolve(
        await send(
          { type: 'typing' },
          'one',
          { type: 'trace', name: 'state', value: { secret: true } },
          { type: 'message', text: 'two' },
          { type: 'delay', value: 1 },
          { type: 'event', name: 'ping' },
          { type: 'message', text: 'three' },
        ),
      ),
    );
    await say('hello');
    const given = (await responses.promise).map(({ id }) => id);
    const [one, two, three] = kaleyra.sends.map(({ answer }) => (typeof answer === 'object' ? answer.messageId : ''));
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(one).toMatch(/./);
    expect(given).toEqual(['', one, '', two, '', '', three]);
  });

  test('sends in the order of the calls, also where the bot does not wait for each', async () => {
    const { kaleyra, say } = await startBot(subject, ({ send }) =>
      Promise.all(['1', '2', '3', '4'].map((text) => send(text))),
    );
    kaleyra.fail({ delayMs: 30 }, { on: 'send' });
    await say('hello');
    await kaleyra.waitFor('send', 4);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
    expect(kaleyra.sends.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test('a reply goes to the customer from the number that was written to, and quotes nothing', async () => {
    const { kaleyra, say, businessNumber } = await startBot(subject, ({ send }) => send('hi'));
    await say('hello', { from: '919800000077' });
    const [send] = await kaleyra.waitFor('send', 1);
    expect(send).toMatchObject({ to: '+919800000077', businessNumber, violations: [] });
    expect(JSON.stringify(send?.body)).not.toContain('context');
  });

  test('a text of more than 4,096 characters goes out as several messages and gives one response', async () => {
    const responses = signal<ReplyResult[]>();
    const paragraphs = ['a', 'b', 'c'].map((letter) => letter.repeat(2000));
    const { kaleyra, say } = await startBot(subject, async ({ send }) =>
      responses.resolve(await send(paragraphs.join('\n\n'), 'after it')),
    );
    await say('hello');
    const given = await responses.promise;
    expect(kaleyra.sends.map(({ text }) => text?.trim())).toEqual([
      paragraphs.slice(0, 2).join('\n\n'),
      paragraphs[2],
      'after it',
    ]);
    const ids = kaleyra.sends.map(({ answer }) => (typeof answer === 'object' ? answer.messageId : undefined));
    expect(given.map(({ id }) => id)).toEqual([ids[1], ids[2]]);
    expect(given[0]?.ids).toEqual([ids[0], ids[1]]);
  });

  test.each(['trace', 'event', 'endOfConversation', 'invokeResponse'])(
    '%s is not sent, gives an empty id, and the log does not mention it',
    async (type) => {
      const responses = signal<ReplyResult[]>();
      const { kaleyra, say, log } = await startBot(subject, async ({ send }) =>
        responses.resolve(await send({ type, name: 'inner' })),
      );
      await say('hello');
      expect(await responses.promise).toEqual([{ id: '' }]);
      expect(kaleyra.sends).toEqual([]);
      expect(log).toEqual([]);
    },
  );

  test.each([
    ['EMPTY_TEXT', 'an empty text', ''],
    ['EMPTY_TEXT', 'a message without content', { type: 'message' }],
    [
      'UNSUPPORTED_ACTIVITY',
      'an activity of a type that WhatsApp has no place for',
      { type: 'messageUpdate', text: 'x' },
    ],
    [
      'UNSUPPORTED_ACTIVITY',
      'an attachment that cannot be sent',
      { type: 'message', attachments: [{ contentType: 'application/x-unheard-of', content: {} }] },
    ],
    ['UNSUPPORTED_ACTIVITY', 'a template that is none', { type: 'message', channelData: { template: { name: 1 } } }],
  ])('%s for %s; nothing is sent, and what stood before it was', async (code, _what, reply) => {
    const error = signal<unknown>();
    const { kaleyra, say } = await startBot(subject, async ({ send }) =>
      error.resolve(await outcomeOf(send('before', reply, 'after'))),
    );
    await say('hello');
    const given = await error.promise;
    expect(isTidemarkError(given)).toBe(true);
    expect(given).toMatchObject({ code });
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['before']);
  });

  test('what Kaleyra refuses rejects with a GatewayError that has its code; what comes after is not sent', async () => {
    const error = signal<unknown>();
    const { kaleyra, say } = await startBot(subject, async ({ send }) =>
      error.resolve(await outcomeOf(send('refused', 'after'))),
    );
    kaleyra.fail('WA400', { on: 'send' });
    await say('hello');
    const given = await error.promise;
    expect(isGatewayError(given)).toBe(true);
    expect(given).toMatchObject({ code: 'WA400', kind: 'reject', status: 400 });
    expect(given).not.toHaveProperty('sentIds');
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['refused']);
  });

  test('what Kaleyra refuses in the middle of a reply of several messages tells the ids of those before', async () => {
    const error = signal<unknown>();
    const paragraphs = ['a', 'b', 'c'].map((letter) => letter.repeat(3000));
    const { kaleyra, say } = await startBot(subject, async ({ send }) =>
      error.resolve(await outcomeOf(send(paragraphs.join('\n\n')))),
    );
    kaleyra.fail([{ delayMs: 0 }, 'WA400'], { on: 'send' });
    await say('hello');
    const given = await error.promise;
    const [first, second] = kaleyra.sends;
    expect(kaleyra.sends).toHaveLength(2);
    expect(second?.answer).toMatchObject({ code: 'WA400' });
    expect(isGatewayError(given) && given.sentIds).toEqual([
      typeof first?.answer === 'object' ? first.answer.messageId : undefined,
    ]);
    expect(given).toMatchObject({ code: 'WA400' });
  });

  test('a reply that was refused does not stop the replies after it', async () => {
    const { kaleyra, say } = await startBot(subject, async ({ send }) => {
      await outcomeOf(send('refused'));
      await send('hi');
    });
    kaleyra.fail('WA400', { on: 'send' });
    await say('hello');
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['refused', 'hi']);
  });
});
