import { AgentApplication, MemoryStorage, type TurnState } from '@microsoft/agents-hosting';
import { type AgentLogic, KaleyraAdapter } from 'tidemark/adapters/agents';
import { describe, expect, test } from 'vitest';
import { ProactiveApplication, takesIdentity } from '../conformance/subject-agents.js';
import { customer, type Host, signal, startHost } from './kaleyra-host.js';

interface ApplicationHost extends Host {
  readonly adapter: KaleyraAdapter;
  readonly application: ProactiveApplication;
  readonly conversationId: string;
}

/** An AgentApplication whose messages go to this function. */
async function startApplication(
  onMessage: (
    host: ApplicationHost,
    ...turn: Parameters<Parameters<AgentApplication<TurnState>['onActivity']>[1]>
  ) => Promise<unknown>,
  options: { longRunningMessages?: boolean } = {},
): Promise<ApplicationHost> {
  const host = await startHost();
  const adapter = new KaleyraAdapter(host.channel);
  await host.listen((request, response) => void adapter.process(request, response));
  const application = new ProactiveApplication({
    adapter: adapter.forApplication(),
    storage: new MemoryStorage(),
    ...options,
  });
  const conversationId = `${host.businessNumber}:${customer}`;
  const started = { ...host, adapter, application, conversationId };
  application.onActivity('message', async (...turn) => void (await onMessage(started, ...turn)));
  application.onTurn('afterTurn', () => Promise.resolve(true));
  adapter.handle((context) => application.run(context));
  return started;
}

/** What the two versions of the SDK hand over: with an identity in front, and without. */
const given: readonly [string, (reference: object, logic: AgentLogic) => unknown[]][] = [
  ['(identity, reference, logic)', (reference, logic) => [{ aud: 'app id' }, reference, logic]],
  ['(app id, reference, logic)', (reference, logic) => ['app id', reference, logic]],
  ['(reference, logic)', (reference, logic) => [reference, logic]],
  ['(identity, reference, logic, isResponse)', (reference, logic) => [{ aud: 'a' }, reference, logic, true]],
];

describe.each(given)('continueConversation%s of the KaleyraAdapter', (_what, argumentsOf) => {
  test('runs the logic in that conversation, through middleware', async () => {
    const { kaleyra, adapter, conversationId } = await startApplication(async () => undefined);
    const seen: string[] = [];
    adapter.use({
      async onTurn({ activity }, next) {
        seen.push(activity.type);
        await next();
      },
    });
    const logic: AgentLogic = async (context) => void (await context.sendActivity('hi'));
    await adapter.continueConversation(
      ...(argumentsOf({ conversation: { id: conversationId } }, logic) as [never, never]),
    );
    expect(seen).toEqual(['event']);
    expect(kaleyra.sends).toMatchObject([{ to: `+${customer}`, text: 'hi', violations: [] }]);
  });

  test('rejects with a TypeError without a conversation, and for what is no function', async () => {
    const { adapter, conversationId } = await startApplication(async () => undefined);
    const nothing = argumentsOf({}, async () => undefined) as [never, never];
    await expect(adapter.continueConversation(...nothing)).rejects.toBeInstanceOf(TypeError);
    const noLogic = argumentsOf({ conversation: { id: conversationId } }, 'hi' as never) as [never, never];
    await expect(adapter.continueConversation(...noLogic)).rejects.toBeInstanceOf(TypeError);
  });
});

describe('createConversationAsync of the KaleyraAdapter', () => {
  const create = (adapter: KaleyraAdapter, parameters: object): Promise<void> =>
    adapter.createConversationAsync('app id', 'whatsapp', 'url', 'audience', parameters, async () => undefined);

  test.each([
    ['no business number', { members: [{ id: customer }] }],
    ['no customer', { agent: { id: '910000000001' }, members: [] }],
    ['two customers', { agent: { id: '910000000001' }, members: [{ id: customer }, { id: '919800000002' }] }],
  ])('rejects with a TypeError with %s', async (_what, parameters) => {
    const { adapter } = await startApplication(async () => undefined);
    await expect(create(adapter, parameters)).rejects.toBeInstanceOf(TypeError);
  });

  test('takes the business number as Bot Framework calls it, too', async () => {
    const { adapter, kaleyra, businessNumber } = await startApplication(async () => undefined);
    const activity = { type: 'message', text: 'hi' };
    await create(adapter, { bot: { id: businessNumber }, members: [{ id: customer }], activity });
    expect(kaleyra.sends).toMatchObject([{ businessNumber, to: `+${customer}`, text: 'hi' }]);
  });
});

describe('the proactive ways of AgentApplication', () => {
  test('sendProactiveActivity gives the id of what was sent', async () => {
    const { kaleyra, application, conversationId } = await startApplication(async () => undefined);
    const reference = { channelId: 'whatsapp', conversation: { id: conversationId } };
    const all = [reference, 'Your parcel is here'];
    const response = await application.sendProactiveActivity(
      ...((takesIdentity ? [{ aud: 'app id' }, ...all] : all) as Parameters<typeof application.sendProactiveActivity>),
    );
    expect(kaleyra.sends).toMatchObject([{ text: 'Your parcel is here', answer: { messageId: response?.id } }]);
  });

  test('what a subclass continues with a turn context in place of a reference runs within that turn', async () => {
    const done = signal();
    const { kaleyra, say } = await startApplication(async ({ application }, context) => {
      await application.continue(context, async (inner) => void (await inner.sendActivity('from within')));
      await context.sendActivity('from the turn');
      done.resolve();
    });
    await say('hello');
    await done.promise;
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['from within', 'from the turn']);
  });

  test.runIf('proactive' in AgentApplication.prototype)(
    'application.proactive stores the conversation of a turn context',
    async () => {
      const stored = signal<unknown>();
      const { say, conversationId } = await startApplication(async ({ application }, context) => {
        stored.resolve(await application.proactive.storeConversation(context).catch((error: unknown) => error));
      });
      await say('hello');
      expect(await stored.promise).toBe(conversationId);
    },
  );

  // The first versions of the SDK have no such property.
  test.runIf('proactive' in AgentApplication.prototype)(
    'application.proactive stores a conversation, and sends, continues with its state and creates by it',
    async () => {
      const stored = signal<string>();
      const { kaleyra, say, adapter, application, businessNumber, conversationId } = await startApplication(
        async (host, context, state) => {
          state.setValue('conversation.count', 1);
          const { Conversation } = await import('@microsoft/agents-hosting');
          const conversation = new Conversation(
            { aud: 'app id' } as never,
            context.activity.getConversationReference(),
          );
          stored.resolve(await host.application.proactive.storeConversation(conversation));
        },
      );
      await say('hello');
      expect(await stored.promise).toBe(conversationId);
      const { proactive } = application;
      const cloud = adapter.forApplication();
      const response = await proactive.sendActivity(cloud, conversationId, { type: 'message', text: 'one' });
      await proactive.continueConversation(cloud, conversationId, async (context, state) => {
        await context.sendActivity(`two, count ${state.getValue('conversation.count')}`);
      });
      const created = await proactive.createConversation(
        cloud,
        {
          identity: { aud: 'app id' },
          channelId: 'whatsapp',
          serviceUrl: 'https://api.kaleyra.io',
          scope: '',
          storeConversation: true,
          parameters: { agent: { id: businessNumber }, members: [{ id: '919800000002' }], isGroup: false },
        } as never,
        async (context) => void (await context.sendActivity('three')),
      );
      expect(kaleyra.sends).toMatchObject([
        { text: 'one', to: `+${customer}`, answer: { messageId: response.id } },
        { text: 'two, count 1', to: `+${customer}` },
        { text: 'three', to: '+919800000002' },
      ]);
      expect(created.reference).toMatchObject({
        channelId: 'whatsapp',
        conversation: { id: `${businessNumber}:919800000002` },
      });
    },
  );

  test('with longRunningMessages an agent answers, also once its first turn has ended', async () => {
    const { kaleyra, say } = await startApplication(
      async (_host, context) => {
        await new Promise((resolve) => setImmediate(resolve));
        await context.sendActivity(`re: ${context.activity.text}`);
      },
      { longRunningMessages: true },
    );
    await say('hello');
    await kaleyra.waitFor('send', 1);
    expect(kaleyra.sends).toMatchObject([{ text: 're: hello', to: `+${customer}`, violations: [] }]);
  });

  test('with longRunningMessages five messages at once count to five', async () => {
    const { kaleyra, say } = await startApplication(
      async (_host, context, state) => {
        const count = (state.getValue<number | undefined>('conversation.count') ?? 0) + 1;
        await new Promise((resolve) => setImmediate(resolve));
        state.setValue('conversation.count', count);
        await context.sendActivity(`${count}`);
      },
      { longRunningMessages: true },
    );
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => say(text)));
    await kaleyra.waitFor('send', 5);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
  });
});
