import { type Channel, type ChannelOptions, createChannel } from 'tidemark';
import { type BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { customer } from './kaleyra-host.js';

/** A bot in front of a gateway in memory, for tests under a fake clock. */
export interface GatewayBot {
  readonly gateway: FakeGateway;
  readonly channel: Channel;
  readonly adapter: KaleyraAdapter;
  /** Delivers a text of the customer as a webhook. */
  say(text: string, id?: string): Promise<void>;
}

/** Makes a bot without any I/O. */
export function createGatewayBot(logic: BotLogic, options: Partial<ChannelOptions> = {}): GatewayBot {
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, ...options });
  const adapter = new KaleyraAdapter(channel);
  adapter.handle(logic);
  return {
    gateway,
    channel,
    adapter,
    async say(text, id) {
      const messages = [textMessage({ text, ...(id !== undefined && { id }) })];
      await channel.handleWebhook({
        method: 'POST',
        url: '/',
        headers: { 'content-type': 'application/json' },
        parsedBody: kaleyraWebhook({ from: customer, businessNumber: '911200000000', messages }),
      });
    },
  };
}

/** Waits by the clock in force, fake or real. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
