import {
  type Activity,
  type BotTelemetryClient,
  type ConversationReference,
  MemoryTranscriptStore,
  TelemetryLoggerMiddleware,
  TranscriptLoggerMiddleware,
} from 'botbuilder';
import type { Activity as TidemarkActivity } from 'tidemark';
import { whatsappChoices } from 'tidemark/adapters/botbuilder';
import { buttonReplyMessage, imageMessage, locationMessage, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { createStates, dialogLogic, startDialogHost } from './dialog-host.js';
import { surveyDialog } from './dialog-survey.js';
import { messageBot } from './kaleyra-bot.js';

const conversation = '910000000001:919800000001';

async function logged(store: MemoryTranscriptStore, id = conversation): Promise<Activity[]> {
  const { items } = await store.getTranscriptActivities('whatsapp', id);
  return items as Activity[];
}

const inOrder = (activities: Activity[]): string[] =>
  activities.filter(({ type }) => type === 'message').map(({ from, text }) => `${from.role ?? 'bot'}: ${text}`);

describe('TranscriptLoggerMiddleware', () => {
  test('keeps both sides in order, each with the id that WhatsApp knows', async () => {
    const store = new MemoryTranscriptStore();
    const { adapter, channel, kaleyra, phone } = await startDialogHost(
      messageBot(async (context) => {
        await context.sendActivities([{ type: 'typing' }, { type: 'message', text: 'one' }]);
        await context.sendActivity('two');
      }),
    );
    adapter.use(new TranscriptLoggerMiddleware(store));
    await phone().fires(textMessage({ id: 'wamid.in', text: 'hello' }));
    await kaleyra.waitFor('send', 2, { answered: true });
    await channel.close();
    const activities = await logged(store);
    expect(activities.map(({ type, text, id }) => [type, text, id])).toEqual([
      ['message', 'hello', 'wamid.in'],
      // What has no id of its own is given one by the middleware.
      ['typing', undefined, expect.stringMatching(/^g_/)],
      ['message', 'one', idOfSend(0)],
      ['message', 'two', idOfSend(1)],
    ]);
    expect(activities[0]).toMatchObject({
      from: { id: '919800000001', role: 'user' },
      conversation: { id: conversation },
    });
    expect(activities[2]).toMatchObject({ from: { id: '910000000001', role: 'bot' }, replyToId: 'wamid.in' });

    function idOfSend(index: number): string | undefined {
      const answer = kaleyra.sends[index]?.answer;
      return typeof answer === 'object' ? answer.messageId : undefined;
    }
  });

  test('keeps a question as it was shown, and a tap as what it says', async () => {
    const activities: Activity[] = [];
    const states = createStates();
    const { adapter, channel, phone } = await startDialogHost(dialogLogic(surveyDialog(states.userState), states));
    const logger = { logActivity: (activity: Activity) => void activities.push(activity) };
    adapter.use(new TranscriptLoggerMiddleware(logger)).use(whatsappChoices());
    const mine = phone();
    await mine.writes('hello');
    await mine.writes('Sam');
    await mine.taps('Yes');
    await channel.close();
    expect(inOrder(activities)).toEqual([
      'user: hello',
      'bot: What is your name?',
      'user: Sam',
      'bot: May we ask?',
      'user: Yes',
      'bot: Which colour?',
    ]);
    const asked = activities.filter(({ suggestedActions }) => suggestedActions !== undefined);
    expect(asked.map(({ id }) => id)).toEqual([expect.stringMatching(/^wamid\./), expect.stringMatching(/^wamid\./)]);
  });

  test('keeps chats apart', async () => {
    const store = new MemoryTranscriptStore();
    const { adapter, channel, phone } = await startDialogHost(
      messageBot((context) => context.sendActivity(`You said ${context.activity.text}.`)),
    );
    adapter.use(new TranscriptLoggerMiddleware(store));
    await Promise.all([
      phone('919800000001', 0).writes('a'),
      phone('919800000001', 1).writes('b'),
      phone('919800000002', 0).writes('c'),
    ]);
    await channel.close();
    expect(inOrder(await logged(store))).toEqual(['user: a', 'bot: You said a.']);
    expect(inOrder(await logged(store, '910000000002:919800000001'))).toEqual(['user: b', 'bot: You said b.']);
    expect(inOrder(await logged(store, '910000000001:919800000002'))).toEqual(['user: c', 'bot: You said c.']);
  });

  test('finds the role of the customer in place, and what the channel holds stays as it came', async () => {
    const held: [TidemarkActivity, string][] = [];
    const roles: (string | undefined)[] = [];
    const { adapter, channel, phone } = await startDialogHost(messageBot((context) => context.sendActivity('hi')));
    channel.incoming$.subscribe((activity) => held.push([activity, JSON.stringify(activity)]));
    adapter.use(async (context, next) => {
      roles.push(context.activity.from.role);
      await next();
    });
    adapter.use(new TranscriptLoggerMiddleware(new MemoryTranscriptStore()));
    const mine = phone();
    await mine.writes('hello');
    await mine.sends(imageMessage({ caption: 'look' }), { media_url: 'https://media.example.test/1.jpg' });
    await mine.sends(locationMessage({ latitude: 1, longitude: 2 }));
    await mine.sends(buttonReplyMessage({ replyId: 'x', title: 'X' }));
    await channel.close();
    expect(roles).toEqual(['user', 'user', 'user', 'user']);
    expect(held).toHaveLength(4);
    for (const [activity, before] of held) expect(JSON.stringify(activity)).toBe(before);
  });

  test('writes the role that a stored reference lacks into the proactive turn, not into the reference', async () => {
    const store = new MemoryTranscriptStore();
    const { adapter, kaleyra, channel } = await startDialogHost(async () => undefined);
    adapter.use(new TranscriptLoggerMiddleware(store));
    const reference = deepFreeze({
      channelId: 'whatsapp',
      conversation: { id: conversation },
      user: { id: '919800000001', name: 'Sam' },
      bot: { id: '910000000001', name: 'Shop' },
    }) as Partial<ConversationReference>;
    let role: string | undefined;
    await adapter.continueConversation(reference, async (context) => {
      role = context.activity.from.role;
      await context.sendActivity('news');
    });
    await kaleyra.waitFor('send', 1, { answered: true });
    await channel.close();
    expect(role).toBe('user');
    // The event that begins such a turn is not part of the talk.
    expect(inOrder(await logged(store))).toEqual(['bot: news']);
  });

  test('a store that fails costs neither answer nor turn', async () => {
    const { adapter, phone } = await startDialogHost(messageBot((context) => context.sendActivity('hi')));
    const middleware = new TranscriptLoggerMiddleware({ logActivity: () => Promise.reject(new Error('full')) });
    const failures: string[] = [];
    Object.assign(middleware, { transcriptLoggerErrorHandler: (error: Error) => failures.push(error.message) });
    adapter.use(middleware);
    const mine = phone();
    expect(await mine.writes('hello')).toBe('hi');
    expect(await mine.writes('hello')).toBe('hi');
    expect(new Set(failures)).toEqual(new Set(['full']));
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

test('TelemetryLoggerMiddleware tells of what comes and goes, with its texts only where asked', async () => {
  const events: { name: string; properties?: Record<string, string> | undefined }[] = [];
  const client = { trackEvent: (event: (typeof events)[number]) => void events.push(event) };
  const { adapter, channel, phone } = await startDialogHost(messageBot((context) => context.sendActivity('hi')));
  adapter.use(new TelemetryLoggerMiddleware(client as unknown as BotTelemetryClient, true));
  adapter.use(new TelemetryLoggerMiddleware(client as unknown as BotTelemetryClient, false));
  expect(await phone().writes('hello')).toBe('hi');
  await channel.close();
  const of = (name: string) => events.filter((event) => event.name === name).map(({ properties }) => properties);
  const common = { conversationId: conversation, recipientId: '910000000001', fromId: '919800000001' };
  expect(of('BotMessageReceived')).toMatchObject([{ ...common, text: 'hello', fromName: 'Sam' }, common]);
  expect(of('BotMessageReceived')[1]).not.toHaveProperty('text');
  const sent = { conversationId: conversation, recipientId: '919800000001' };
  // The inner one is told first.
  expect(of('BotMessageSend')).toMatchObject([sent, { ...sent, text: 'hi' }]);
  expect(of('BotMessageSend')[0]).not.toHaveProperty('text');
});
