import type { ResourceResponse, TurnContext } from 'botbuilder';
import { isTidemarkError } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { messageBot, startBot } from './kaleyra-bot.js';
import { customer, signal } from './kaleyra-host.js';

describe('KaleyraAdapter', () => {
  test('R17: an ActivityHandler echoes a text, after the tick', async () => {
    const { kaleyra, say, businessNumber } = await startBot(
      messageBot((context) => context.sendActivity(`Echo: ${context.activity.text}`)),
    );
    expect((await say('hello', { id: 'wamid.in' })).status).toBe(200);
    await kaleyra.waitFor('send', 1);
    expect(kaleyra.requests).toMatchObject([
      { kind: 'read', messageId: 'wamid.in', typing: false, violations: [] },
      { kind: 'send', to: `+${customer}`, businessNumber, text: 'Echo: hello', violations: [] },
    ]);
  });

  test('a bot sees the message as Bot Framework has it', async () => {
    const seen = signal<object>();
    const { say, kaleyra, businessNumber } = await startBot(async ({ activity }) => seen.resolve({ ...activity }));
    await say('hello', { id: 'wamid.in' });
    expect(await seen.promise).toMatchObject({
      type: 'message',
      id: 'wamid.in',
      timestamp: expect.any(Date),
      channelId: 'whatsapp',
      serviceUrl: kaleyra.baseUrl,
      from: { id: customer, name: 'Sam', role: 'user' },
      recipient: { id: businessNumber, role: 'bot' },
      conversation: { id: `${businessNumber}:${customer}`, isGroup: false },
      text: 'hello',
      textFormat: 'plain',
    });
  });

  test('gives one response per activity, at its index, with the id Kaleyra gave', async () => {
    const responses = signal<ResourceResponse[]>();
    const { kaleyra, say } = await startBot(
      messageBot(async (context) =>
        responses.resolve(
          await context.sendActivities([
            { type: 'typing' },
            { type: 'trace', name: 'state', value: { secret: true } },
            { type: 'message', text: 'one' },
            { type: 'delay', value: 1 },
            { type: 'event', name: 'ping' },
            { type: 'message', text: 'two' },
          ]),
        ),
      ),
    );
    await say('hello');
    const given = await responses.promise;
    const [one, two] = kaleyra.sends.map(({ answer }) => (typeof answer === 'object' ? answer.messageId : undefined));
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(one).toEqual(expect.any(String));
    expect(given).toEqual([{ id: '' }, { id: '' }, { id: one }, { id: '' }, { id: '' }, { id: two }]);
  });

  test('sendActivity resolves to the id Kaleyra gave', async () => {
    const response = signal<ResourceResponse | undefined>();
    const { kaleyra, say } = await startBot(
      messageBot(async (context) => response.resolve(await context.sendActivity('hi'))),
    );
    await say('hello');
    expect(await response.promise).toEqual({ id: expect.stringMatching(/./) });
    expect(kaleyra.sends[0]?.answer).toMatchObject({ messageId: (await response.promise)?.id });
  });

  test('sends replies in the order of the calls, also where the bot does not wait for each', async () => {
    const { kaleyra, say } = await startBot(
      messageBot((context) => Promise.all(['1', '2', '3', '4'].map((text) => context.sendActivity(text)))),
    );
    kaleyra.fail({ delayMs: 30 }, { on: 'send' });
    await say('hello');
    await kaleyra.waitFor('send', 4);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
  });

  test('a reply quotes nothing, though the SDK sets replyToId on it', async () => {
    const { kaleyra, say } = await startBot(messageBot((context) => context.sendActivity('hi')));
    await say('hello');
    const [send] = await kaleyra.waitFor('send', 1);
    expect(JSON.stringify(send?.body)).not.toContain('context');
  });

  test('a text of more than 4,096 characters goes out as several, and the bot has one response', async () => {
    const responses = signal<ResourceResponse[]>();
    const paragraphs = ['a', 'b', 'c'].map((letter) => letter.repeat(2000));
    const { kaleyra, say } = await startBot(
      messageBot(async (context) =>
        responses.resolve(await context.sendActivities([{ type: 'message', text: paragraphs.join('\n\n') }])),
      ),
    );
    await say('hello');
    await kaleyra.waitFor('send', 2, { timeoutMs: 2000 });
    expect(await responses.promise).toHaveLength(1);
    expect(kaleyra.sends.map(({ text }) => text?.trim())).toEqual([paragraphs.slice(0, 2).join('\n\n'), paragraphs[2]]);
  });

  test.each(['trace', 'event', 'endOfConversation', 'invokeResponse'])(
    '%s is not sent, and there is nothing of it in the log',
    async (type) => {
      const response = signal<ResourceResponse | undefined>();
      const { kaleyra, say, log } = await startBot(async (context) =>
        response.resolve(await context.sendActivity({ type, name: 'inner' })),
      );
      await say('hello');
      expect(await response.promise).toEqual({ id: '' });
      expect(kaleyra.sends).toEqual([]);
      expect(log).toEqual([]);
    },
  );

  test('an empty array is an Error, a missing context a TypeError', async () => {
    const errors = signal<unknown[]>();
    const { adapter, say } = await startBot(async (context) =>
      errors.resolve([
        await adapter.sendActivities(context, []).catch((error: unknown) => error),
        await adapter.sendActivities(undefined as never, [{ type: 'message' }]).catch((error: unknown) => error),
        await adapter.sendActivities(context, undefined as never).catch((error: unknown) => error),
      ]),
    );
    await say('hello');
    const [empty, noContext, noArray] = await errors.promise;
    expect(empty).toBeInstanceOf(Error);
    expect(empty).not.toBeInstanceOf(TypeError);
    expect(noContext).toBeInstanceOf(TypeError);
    expect(noArray).toBeInstanceOf(TypeError);
  });

  test('updateActivity and deleteActivity reject with a typed error', async () => {
    const errors = signal<unknown[]>();
    const { say } = await startBot(async (context) =>
      errors.resolve([
        await context.updateActivity({ id: 'wamid.out', type: 'message', text: 'x' }).catch((error: unknown) => error),
        await context.deleteActivity('wamid.out').catch((error: unknown) => error),
      ]),
    );
    await say('hello');
    for (const error of await errors.promise) {
      expect(isTidemarkError(error) && error.code).toBe('NOT_SUPPORTED');
    }
  });

  test('the TurnContext is revoked after its turn, as by every Bot Framework adapter', async () => {
    const kept = signal<{ context: TurnContext }>();
    const { kaleyra, say } = await startBot(async (context) => {
      kept.resolve({ context });
      await context.sendActivity('hi');
    });
    await say('first');
    await kaleyra.waitFor('send', 1, { answered: true });
    // The second turn begins after the first has ended.
    await say('second');
    await kaleyra.waitFor('send', 2);
    const { context } = await kept.promise;
    expect(() => context.activity).toThrow(/revoked/);
  });
});
