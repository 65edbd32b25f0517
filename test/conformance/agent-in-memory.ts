import {
  AgentApplication,
  type AgentApplicationOptions,
  MemoryStorage,
  type TurnState,
} from '@microsoft/agents-hosting';
import { type Channel, type ChannelOptions, createChannel } from 'tidemark';
import { type AgentLogic, KaleyraAdapter } from 'tidemark/adapters/agents';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { customer } from '../adapters/kaleyra-host.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';

/** An agent in front of a gateway in memory, for tests under a fake clock. */
export interface AgentInMemory {
  readonly gateway: FakeGateway;
  readonly channel: Channel;
  readonly adapter: KaleyraAdapter;
  /** Delivers texts of the customer as one webhook; their ids are `wamid.<text>`. */
  say(...texts: readonly string[]): Promise<void>;
}

/** Makes an adapter without an agent yet. */
export function adapterInMemory(options: Partial<ChannelOptions> = {}): AgentInMemory {
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, logger: silent, ...options });
  return {
    gateway,
    channel,
    adapter: new KaleyraAdapter(channel),
    async say(...texts) {
      const messages = texts.map((text) => textMessage({ id: `wamid.${text}`, text }));
      const parsedBody = kaleyraWebhook({ from: customer, businessNumber: '911200000000', messages });
      const headers = { 'content-type': 'application/json' };
      await channel.handleWebhook({ method: 'POST', url: '/', headers, parsedBody });
    },
  };
}

/** Makes an agent of plain logic. */
export function agentInMemory(logic: AgentLogic, options: Partial<ChannelOptions> = {}): AgentInMemory {
  const agent = adapterInMemory(options);
  agent.adapter.handle(logic);
  return agent;
}

/** Makes an `AgentApplication` whose messages go to this function. */
export function applicationInMemory(
  onMessage: AgentLogic,
  options: Partial<AgentApplicationOptions<TurnState>> = {},
): AgentInMemory & { readonly application: AgentApplication<TurnState> } {
  const agent = adapterInMemory();
  const application = new AgentApplication<TurnState>({
    adapter: agent.adapter.forApplication(),
    storage: new MemoryStorage(),
    ...options,
  });
  application.onActivity('message', onMessage);
  agent.adapter.handle((context) => application.run(context));
  return { ...agent, application };
}
