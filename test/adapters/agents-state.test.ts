import { Activity } from '@microsoft/agents-activity';
import {
  ActivityHandler,
  AgentApplication,
  ConversationState,
  MemoryStorage,
  TranscriptLoggerMiddleware,
  type TurnState,
  UserState,
} from '@microsoft/agents-hosting';
import type { Activity as TidemarkActivity } from 'tidemark';
import { type AgentLogic, KaleyraAdapter } from 'tidemark/adapters/agents';
import { buttonReplyMessage, kaleyraWebhook, reactionMessage, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { customer, type Host, secret, signal, startHost } from './kaleyra-host.js';

interface AgentHost extends Host {
  readonly adapter: KaleyraAdapter;
  /** Posts elements of `messages` as one webhook. */
  post(...messages: object[]): Promise<unknown>;
}

/** An agent whose webhook is answered by `adapter.process`. */
async function startAgent(make: (adapter: KaleyraAdapter) => AgentLogic): Promise<AgentHost> {
  const host = await startHost();
  const adapter = new KaleyraAdapter(host.channel);
  const url = await host.listen((request, response) => void adapter.process(request, response));
  adapter.handle(make(adapter));
  const { kaleyra, businessNumber } = host;
  return {
    ...host,
    adapter,
    post: (...messages) =>
      kaleyra.postWebhook(url, kaleyraWebhook({ from: customer, businessNumber, messages }), { headers: secret }),
  };
}

/** An agent that is an AgentApplication; `register` is given it to add its routes. */
function application(register: (app: AgentApplication<TurnState>) => unknown): (adapter: KaleyraAdapter) => AgentLogic {
  return (adapter) => {
    const app = new AgentApplication<TurnState>({ adapter: adapter.forApplication(), storage: new MemoryStorage() });
    register(app);
    return (context) => app.run(context);
  };
}

describe('an agent made of the parts of the SDK', () => {
  test('ActivityHandler gets messages and reactions', async () => {
    const { kaleyra, post } = await startAgent(() => {
      const handler = new ActivityHandler();
      handler.onMessage(async (context, next) => {
        await context.sendActivity(`Echo: ${context.activity.text}`);
        await next();
      });
      handler.onReactionsAdded(async (context, next) => {
        await context.sendActivity(`Thanks for ${context.activity.reactionsAdded?.[0]?.type}`);
        await next();
      });
      return (context) => handler.run(context);
    });
    await post(textMessage({ text: 'hello' }), reactionMessage({ messageId: 'wamid.out', emoji: '👍' }));
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['Echo: hello', 'Thanks for 👍']);
  });

  test('AgentApplication routes by text, by the value of a tapped button, by reaction and by type', async () => {
    const { kaleyra, post } = await startAgent(
      application((app) => {
        const answer =
          (text: string): Parameters<typeof app.onMessage>[1] =>
          async (context) =>
            void (await context.sendActivity(text));
        app.onMessage('/help', answer('help'));
        app.onMessage('yes', answer('tapped yes'));
        app.onMessageReactionAdded(answer('reaction added'));
        app.onMessageReactionRemoved(answer('reaction removed'));
        app.onActivity('event', answer('event'));
        app.onActivity('message', answer('anything else'));
      }),
    );
    await post(
      textMessage({ text: '/help' }),
      buttonReplyMessage({ replyId: 'yes', title: 'Yes, please' }),
      reactionMessage({ messageId: 'wamid.out', emoji: '👍' }),
      reactionMessage({ messageId: 'wamid.out' }),
      { id: 'wamid.hologram', timestamp: `${Math.floor(Date.now() / 1000)}`, type: 'hologram', hologram: {} },
      textMessage({ text: 'hello' }),
    );
    await kaleyra.waitFor('send', 6);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual([
      'help',
      'tapped yes',
      'reaction added',
      'reaction removed',
      'event',
      'anything else',
    ]);
  });

  test('onError of AgentApplication is called with a context that can answer, and the channel logs nothing', async () => {
    const { kaleyra, say, channel, log } = await startAgent(
      application((app) =>
        app
          .onActivity('message', () => Promise.reject(new RangeError('the agent broke')))
          .onError(async (context, error) => void (await context.sendActivity(`Sorry: ${error.name}`))),
      ),
    );
    const failed: unknown[] = [];
    channel.on('turnFailed', (event) => failed.push(event));
    await say('hello');
    await kaleyra.waitFor('send', 1, { answered: true });
    await channel.close();
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['Sorry: RangeError']);
    expect([failed, log.filter(({ level }) => level === 'error')]).toEqual([[], []]);
  });

  test('what beforeTurn of AgentApplication stops sends nothing, and the message still counts as read', async () => {
    const stopped = signal();
    const { kaleyra, say } = await startAgent(
      application((app) =>
        app
          .onActivity('message', async (context) => void (await context.sendActivity('never')))
          .onTurn('beforeTurn', async () => {
            stopped.resolve();
            return false;
          }),
      ),
    );
    await say('hello', { id: 'wamid.in' });
    await stopped.promise;
    expect(kaleyra.isRead('wamid.in')).toBe(true);
    expect(kaleyra.sends).toEqual([]);
  });

  test('ConversationState and UserState that middleware saves: two customers have a count of their own', async () => {
    const storage = new MemoryStorage();
    const states = [new ConversationState(storage), new UserState(storage)];
    const counters = states.map((state) => state.createProperty<number>('count'));
    const { kaleyra, say } = await startAgent((adapter) => {
      adapter.use({
        async onTurn(context, next) {
          await next();
          for (const state of states) await state.saveChanges(context);
        },
      });
      return async (context) => {
        const counts = [];
        for (const counter of counters) {
          const count = (await counter.get(context, 0)) + 1;
          await counter.set(context, count);
          counts.push(count);
        }
        await context.sendActivity(counts.join(' '));
      };
    });
    const customers = ['919800000011', '919800000012'];
    await Promise.all(customers.flatMap((from) => [say('a', { from }), say('b', { from })]));
    await kaleyra.waitFor('send', 4);
    for (const from of customers) {
      const texts = kaleyra.sends.filter(({ to }) => to === `+${from}`).map(({ text }) => text);
      expect(texts).toEqual(['1 1', '2 2']);
    }
  });

  test('TranscriptLoggerMiddleware logs both ways, with ids, and does not change what the channel holds', async () => {
    const [held, before]: [TidemarkActivity[], string[]] = [[], []];
    const logged: Activity[] = [];
    const { kaleyra, say, channel } = await startAgent((adapter) => {
      adapter.use(
        new TranscriptLoggerMiddleware({ logActivity: (activity: Activity) => void logged.push(activity) } as never),
      );
      return async (context) => void (await context.sendActivity('hi'));
    });
    channel.incoming$.subscribe((activity) => {
      held.push(activity);
      before.push(JSON.stringify(activity));
    });
    await say('hello', { id: 'wamid.in' });
    await kaleyra.waitFor('send', 1, { answered: true });
    await channel.close();
    expect(logged).toMatchObject([
      { type: 'message', id: 'wamid.in', text: 'hello', from: { id: customer, role: 'user' } },
      { type: 'message', text: 'hi', id: expect.stringMatching(/^wamid\.FAKE/) },
    ]);
    expect(held.map((activity) => JSON.stringify(activity))).toEqual(before);
  });

  test('attachments it sends go out by their type, and an attachment store is NOT_SUPPORTED', async () => {
    const errors = signal<unknown[]>();
    const { kaleyra, say } = await startAgent((adapter) => async (context) => {
      const attachments = [{ contentType: 'image/png', contentUrl: 'https://cdn.example.com/a.png', name: 'a.png' }];
      await context.sendActivity(Activity.fromObject({ type: 'message', text: 'Look', attachments }));
      const attempts = [adapter.uploadAttachment(), adapter.getAttachmentInfo(), adapter.getAttachment()];
      errors.resolve(await Promise.all(attempts.map((attempt) => attempt.catch((error: unknown) => error))));
    });
    await say('hello');
    expect(await errors.promise).toMatchObject(Array(3).fill({ name: 'TidemarkError', code: 'NOT_SUPPORTED' }));
    expect(kaleyra.sends).toMatchObject([{ message: { type: 'image' }, violations: [] }]);
  });
});
