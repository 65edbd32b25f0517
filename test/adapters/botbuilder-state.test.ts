import {
  type Activity,
  AutoSaveStateMiddleware,
  ConversationState,
  MemoryStorage,
  TranscriptLoggerMiddleware,
  type TurnContext,
} from 'botbuilder';
import type { Activity as TidemarkActivity } from 'tidemark';
import { expect, test } from 'vitest';
import { messageBot, startBot } from './kaleyra-bot.js';
import { customer } from './kaleyra-host.js';

/** A bot that counts the messages of a conversation, with Bot Framework's own state. */
function countingBot(): { state: ConversationState; count: (context: TurnContext) => Promise<void> } {
  const state = new ConversationState(new MemoryStorage());
  const counter = state.createProperty<number>('count');
  return {
    state,
    async count(context) {
      const count = (await counter.get(context, 0)) + 1;
      await counter.set(context, count);
      // A turn that another one could overtake.
      await new Promise((resolve) => setImmediate(resolve));
      await context.sendActivity(`${count}`);
      await state.saveChanges(context);
    },
  };
}

test('five messages fired at once count to five in BotState', async () => {
  const { count } = countingBot();
  const { kaleyra, say } = await startBot(messageBot(count));
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => say(text)));
  await kaleyra.waitFor('send', 5);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
});

test('incoming and proactive turns count together in BotState', async () => {
  const { count } = countingBot();
  const { kaleyra, say, adapter, businessNumber } = await startBot(messageBot(count));
  const reference = { channelId: 'whatsapp', conversation: { id: `${businessNumber}:${customer}` } } as never;
  await Promise.all([
    say('a'),
    adapter.continueConversationAsync('app', reference, count),
    say('b'),
    adapter.continueConversation(reference, count),
    say('c'),
  ]);
  await kaleyra.waitFor('send', 5);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
});

test('two customers have a count of their own, with AutoSaveStateMiddleware', async () => {
  const { state, count } = countingBot();
  const { kaleyra, say, adapter } = await startBot(messageBot(count));
  adapter.use(new AutoSaveStateMiddleware(state));
  const others = ['919800000011', '919800000012'];
  await Promise.all(others.flatMap((from) => [say('a', { from }), say('b', { from })]));
  await kaleyra.waitFor('send', 4);
  for (const from of others) {
    const texts = kaleyra.sends.filter(({ to }) => to === `+${from}`).map(({ text }) => text);
    expect(texts).toEqual(['1', '2']);
  }
});

test('TranscriptLoggerMiddleware logs both ways and does not change what the channel holds', async () => {
  const held: TidemarkActivity[] = [];
  const logged: Activity[] = [];
  const { kaleyra, say, adapter, channel } = await startBot(messageBot((context) => context.sendActivity('hi')));
  let before = '';
  channel.incoming$.subscribe((activity) => {
    held.push(activity);
    before = JSON.stringify(activity);
  });
  adapter.use(new TranscriptLoggerMiddleware({ logActivity: (activity) => void logged.push(activity) }));
  await say('hello', { id: 'wamid.in' });
  await kaleyra.waitFor('send', 1, { answered: true });
  await channel.close();
  expect(logged).toMatchObject([
    { type: 'message', id: 'wamid.in', text: 'hello', from: { id: customer, role: 'user' } },
    { type: 'message', text: 'hi', id: expect.stringMatching(/^wamid\.FAKE/) },
  ]);
  expect(held.map((activity) => JSON.stringify(activity))).toEqual([before]);
});

test('what a bot writes into its activity does not change what the channel holds', async () => {
  const held: TidemarkActivity[] = [];
  const { kaleyra, say, channel } = await startBot(
    messageBot(async (context) => {
      const { activity } = context;
      activity.text = 'translated';
      activity.from.name = 'Somebody';
      activity.from.properties = {};
      activity.recipient.name = 'Bot';
      activity.conversation.name = 'Chat';
      activity.id = 'changed';
      await context.sendActivity('hi');
    }),
  );
  let before = '';
  channel.incoming$.subscribe((activity) => {
    held.push(activity);
    before = JSON.stringify(activity);
  });
  await say('hello', { id: 'wamid.in' });
  await kaleyra.waitFor('send', 1, { answered: true });
  expect(held.map((activity) => JSON.stringify(activity))).toEqual([before]);
});

test('a bot may write into channelData; no other turn and nothing that the channel holds sees it', async () => {
  const [held, before, seen]: [TidemarkActivity[], string[], unknown[]] = [[], [], []];
  const { kaleyra, say, channel, adapter } = await startBot(
    messageBot(async (context) => {
      const { channelData } = context.activity;
      seen.push(channelData.note);
      channelData.note = context.activity.text;
      delete channelData.message;
      await context.sendActivity(`noted ${context.activity.channelData.note}`);
    }),
  );
  const errors: unknown[] = [];
  adapter.onTurnError = async (_context, error) => void errors.push(error);
  channel.incoming$.subscribe((activity) => {
    held.push(activity);
    before.push(JSON.stringify(activity));
  });
  await say(['one', 'two']);
  await say('three');
  await kaleyra.waitFor('send', 3, { answered: true, timeoutMs: 2000 });
  await channel.close();
  expect(errors).toEqual([]);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['noted one', 'noted two', 'noted three']);
  expect(seen).toEqual([undefined, undefined, undefined]);
  expect(held.map((activity) => JSON.stringify(activity))).toEqual(before);
});
