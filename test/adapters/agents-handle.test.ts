import { Activity } from '@microsoft/agents-activity';
import { ActivityHandler, type TurnContext } from '@microsoft/agents-hosting';
import { createChannel, isOptionsError } from 'tidemark';
import { type AgentLogic, KaleyraAdapter } from 'tidemark/adapters/agents';
import { afterEach, describe, expect, test } from 'vitest';
import { type AgentInMemory, adapterInMemory, agentInMemory } from '../conformance/agent-in-memory.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open: AgentInMemory[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ channel }) => channel.close()));
});

function start(make: () => AgentInMemory): AgentInMemory {
  const agent = make();
  open.push(agent);
  return agent;
}

/** An agent that answers every message with its name. */
const named =
  (name: string): AgentLogic =>
  async (context) =>
    void (await context.sendActivity(name));

/** Says something to an agent; gives all it has answered so far. */
async function answersOf({ gateway, say }: AgentInMemory, text = 'hello'): Promise<unknown[]> {
  await say(text);
  await time.clock.tickAsync(10_000);
  return gateway.sends.map((send) => send.text);
}

describe('KaleyraAdapter of the Agents SDK: handle', () => {
  test('the agent registered last counts, and the function it gives stops delivery once', async () => {
    const agent = start(() => agentInMemory(named('first')));
    const stop = agent.adapter.handle(named('second'));
    expect(await answersOf(agent, 'a')).toEqual(['second']);
    stop();
    expect(await answersOf(agent, 'b')).toEqual(['second']);
    agent.adapter.handle(named('third'));
    stop();
    await time.clock.tickAsync(10_000);
    expect(await answersOf(agent, 'c')).toEqual(['second', 'third', 'third']);
  });

  test.each([
    ['undefined', undefined],
    ['an ActivityHandler', new ActivityHandler()],
  ])('%s throws an OptionsError that shows what is expected, and the agent stays', async (_what, logic) => {
    const agent = start(() => agentInMemory(named('first')));
    const act = (): unknown => agent.adapter.handle(logic as never);
    expect(act).toThrow(/KaleyraAdapter\.handle: .*run\(context\)/);
    expect(act).toThrow(expect.toSatisfy(isOptionsError));
    expect(await answersOf(agent)).toEqual(['first']);
  });

  test('options while delivery runs throw an OptionsError; a wrong one starts no delivery', async () => {
    const { adapter, channel } = start(() => adapterInMemory());
    expect(() => adapter.handle(named('first'), { colect: true } as never)).toThrow(/colect/);
    adapter.handle(named('first'), { collect: true });
    expect(() => adapter.handle(named('second'), { collect: true })).toThrow(/expected no options/);
    expect(() => channel.handle(() => undefined)).toThrow(expect.objectContaining({ code: 'SECOND_CONSUMER' }));
  });

  test('throws where the channel has another handler', () => {
    const { adapter, channel } = start(() => adapterInMemory());
    channel.handle(() => undefined);
    expect(() => adapter.handle(named('first'))).toThrow(expect.objectContaining({ code: 'SECOND_CONSUMER' }));
  });

  test('what is no channel throws an OptionsError', () => {
    expect(() => new KaleyraAdapter({} as never)).toThrow(expect.toSatisfy(isOptionsError));
    expect(() => new KaleyraAdapter(undefined as never)).toThrow(expect.toSatisfy(isOptionsError));
  });
});

describe('KaleyraAdapter of the Agents SDK: sendActivities', () => {
  const other = { id: '911200000000:919899999999' };

  /** Runs a function within a turn; gives the texts sent, each with its receiver. */
  async function sentBy(act: (adapter: KaleyraAdapter, context: TurnContext) => Promise<unknown>): Promise<unknown[]> {
    const errors: unknown[] = [];
    const agent = start(() =>
      agentInMemory(async (context) => {
        await act(agent.adapter, context).catch((error: unknown) => errors.push(error));
      }),
    );
    await agent.say('hello');
    await time.clock.tickAsync(10_000);
    expect(errors).toEqual([]);
    return agent.gateway.sends.map(({ text, id }) => `${text}: ${id}`);
  }

  test('an activity that names another conversation goes to the customer of that one', async () => {
    const conversation = other;
    const sent = await sentBy(async (adapter, context) => {
      const responses = await adapter.sendActivities(context, [
        Activity.fromObject({ type: 'message', text: 'elsewhere', conversation }),
        Activity.fromObject({ type: 'message', text: 'here' }),
        Activity.fromObject({ type: 'typing', conversation }),
      ]);
      expect(responses).toEqual([{ id: 'wamid.out-1' }, { id: 'wamid.out-2' }, { id: '' }]);
    });
    expect(sent).toEqual(['elsewhere: 919899999999', 'here: 919800000001']);
  });

  test('no activities are an Error; no context, and no array, a TypeError', async () => {
    const sent = await sentBy(async (adapter, context) => {
      await expect(adapter.sendActivities(context, [])).rejects.toThrow(/one or more activities/);
      await expect(adapter.sendActivities(undefined as never, [new Activity('message')])).rejects.toBeInstanceOf(
        TypeError,
      );
      await expect(adapter.sendActivities(context, undefined as never)).rejects.toBeInstanceOf(TypeError);
    });
    expect(sent).toEqual([]);
  });
});

test('a channel that is closed takes no proactive turn', async () => {
  const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
  const adapter = new KaleyraAdapter(channel);
  await channel.close();
  await expect(adapter.continueConversation({ conversation: other() }, async () => undefined)).rejects.toMatchObject({
    code: 'CHANNEL_CLOSED',
  });
});

function other(): { id: string } {
  return { id: '911200000000:919899999999' };
}
