import { type BotAdapter, type ConversationReference, TurnContext } from 'botbuilder';
import type { BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { type BotHost, messageBot, startBot } from './kaleyra-bot.js';
import { customer, signal } from './kaleyra-host.js';

type Continue = (adapter: KaleyraAdapter, reference: Partial<ConversationReference>, logic: BotLogic) => Promise<void>;

// The SDK does not export the type; it is the first parameter of the last overload.
type ClaimsIdentity = Parameters<BotAdapter['continueConversationAsync']>[0];

const claims = { claims: [], isAuthenticated: true } as unknown as ClaimsIdentity;
const ways: [string, Continue][] = [
  ['continueConversation', (adapter, ...rest) => adapter.continueConversation(...rest)],
  ['continueConversationAsync(appId, …)', (adapter, ...rest) => adapter.continueConversationAsync('app', ...rest)],
  ['continueConversationAsync(claims, …)', (adapter, ...rest) => adapter.continueConversationAsync(claims, ...rest)],
  [
    'continueConversationAsync(claims, …, audience, …)',
    (adapter, reference, logic) => adapter.continueConversationAsync(claims, reference, 'audience', logic),
  ],
];

/** A bot, and the reference of a real turn of it that went through JSON. */
async function startWithReference(logic: BotLogic = async () => undefined): Promise<BotHost & { reference: never }> {
  const reference = signal<string>();
  const host = await startBot(async (context) => {
    reference.resolve(JSON.stringify(TurnContext.getConversationReference(context.activity)));
    await logic(context);
  });
  await host.say('hello', { id: 'wamid.first' });
  return { ...host, reference: JSON.parse(await reference.promise) as never };
}

describe.each(ways)('KaleyraAdapter.%s', (_name, continueWith) => {
  test('a reply of a proactive turn reaches the customer, by a reference that went through JSON', async () => {
    const { adapter, kaleyra, reference, businessNumber } = await startWithReference();
    const response = signal<object | undefined>();
    await continueWith(adapter, reference, async (context) =>
      response.resolve(await context.sendActivity('Your parcel is here')),
    );
    expect(kaleyra.sends).toMatchObject([
      {
        to: `+${customer}`,
        businessNumber,
        text: 'Your parcel is here',
        violations: [],
        answer: await answerOf(response),
      },
    ]);
  });

  test('the turn looks as Bot Framework has it: an event ContinueConversation with an id of its own', async () => {
    const { adapter, reference, businessNumber } = await startWithReference();
    const seen = signal<object>();
    await continueWith(adapter, reference, async ({ activity }) => seen.resolve({ ...activity }));
    expect(await seen.promise).toMatchObject({
      type: 'event',
      name: 'ContinueConversation',
      id: expect.not.stringMatching(/^wamid\./),
      channelId: 'whatsapp',
      from: { id: customer },
      recipient: { id: businessNumber },
      conversation: { id: `${businessNumber}:${customer}` },
      relatesTo: reference,
    });
  });

  test('waits for the running turn of its conversation', async () => {
    const running = signal();
    const mayEnd = signal();
    const order: string[] = [];
    const { adapter, reference } = await startWithReference(async () => {
      running.resolve();
      await mayEnd.promise;
      order.push('turn');
    });
    await running.promise;
    const proactive = continueWith(adapter, reference, async () => void order.push('proactive'));
    const elsewhere = { conversation: { id: '910000000001:919800000002', isGroup: false } } as never;
    await continueWith(adapter, elsewhere, async () => void order.push('another conversation'));
    mayEnd.resolve();
    await proactive;
    expect(order).toEqual(['another conversation', 'turn', 'proactive']);
  });

  test('an incoming turn waits for a proactive one', async () => {
    const order: string[] = [];
    const handled = signal();
    const { adapter, reference, say } = await startWithReference(async ({ activity: { text } }) => {
      if (text === 'hello') return;
      order.push(text);
      handled.resolve();
    });
    const mayEnd = signal();
    const proactive = continueWith(adapter, reference, async () => {
      await mayEnd.promise;
      order.push('proactive');
    });
    expect((await say('second')).status).toBe(200);
    mayEnd.resolve();
    await Promise.all([proactive, handled.promise]);
    expect(order).toEqual(['proactive', 'second']);
  });

  test('started inside a running turn of its conversation it runs within it', async () => {
    const order: string[] = [];
    const done = signal();
    const { adapter, kaleyra, say } = await startBot(
      messageBot(async (context) => {
        const reference = TurnContext.getConversationReference(context.activity);
        await continueWith(adapter, reference, async (inner) => {
          await inner.sendActivity('from within');
          order.push('inner');
        });
        await context.sendActivity('from the turn');
        order.push('outer');
        done.resolve();
      }),
    );
    await say('hello');
    await done.promise;
    expect(order).toEqual(['inner', 'outer']);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['from within', 'from the turn']);
  });

  test('R8: typing in a proactive turn makes no call', async () => {
    const { adapter, channel, kaleyra, reference } = await startWithReference();
    await kaleyra.waitFor('read', 1, { answered: true });
    await continueWith(adapter, reference, async (context) => {
      expect(await context.sendActivities([{ type: 'typing' }, { type: 'message', text: 'done' }])).toHaveLength(2);
    });
    await channel.close();
    expect(kaleyra.requests.map(({ kind, typing }) => [kind, typing])).toEqual([
      ['read', false],
      ['send', false],
    ]);
  });

  test('runs middleware, and rejects with the error of a bot that throws', async () => {
    const { adapter, reference } = await startWithReference();
    const seen: string[] = [];
    adapter.use(async ({ activity }, next) => {
      seen.push(activity.type);
      await next();
    });
    const error = new Error('the bot broke');
    await expect(continueWith(adapter, reference, () => Promise.reject(error))).rejects.toBe(error);
    adapter.onTurnError = async (_context, caught) => void seen.push(caught.message);
    await continueWith(adapter, reference, () => Promise.reject(error));
    expect(seen).toEqual(['event', 'event', 'the bot broke']);
  });

  test('rejects for a reference without a conversation', async () => {
    const { adapter } = await startBot(async () => undefined);
    await expect(continueWith(adapter, {}, async () => undefined)).rejects.toBeInstanceOf(TypeError);
    await expect(
      continueWith(adapter, { conversation: { id: 'nonsense' } } as never, async () => undefined),
    ).rejects.toMatchObject({ code: 'UNKNOWN_CONVERSATION' });
  });
});

async function answerOf(response: { promise: Promise<object | undefined> }): Promise<object> {
  const { id } = ((await response.promise) ?? {}) as { id?: string };
  return expect.objectContaining({ messageId: id }) as object;
}
