import { type Channel, type ChannelOptions, createChannel, type HandleOptions } from 'tidemark';
import { kaleyraWebhook, textMessage, type WebhookAnswer } from 'tidemark/testing';
import { customer, type Host, secret, startHost } from '../adapters/kaleyra-host.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';
import type { Bot, BotTurn, RunningBot, Subject } from './subject.js';

/** A bot behind a fake Kaleyra, all over real HTTP. */
export interface BotHost<R extends RunningBot> extends Host {
  readonly running: R;
  /** Posts the body of a webhook. */
  post(body: object): Promise<WebhookAnswer>;
}

/** Starts a bot of a subject; the subject's own listener answers its webhooks. */
export async function startBot<T extends BotTurn, R extends RunningBot>(
  subject: Subject<T, R>,
  bot: Bot<T>,
  options: Partial<ChannelOptions> = {},
): Promise<BotHost<R>> {
  const host = await startHost(options);
  const running = subject.start(host.channel, bot);
  const url = await host.listen(running.listener);
  return { ...host, running, post: (body) => host.kaleyra.postWebhook(url, body, { headers: secret }) };
}

/** A bot in front of a gateway in memory, for tests under a fake clock. */
export interface BotInMemory<R extends RunningBot> {
  readonly gateway: FakeGateway;
  readonly channel: Channel;
  readonly running: R;
  /** Delivers texts of the customer as one webhook; their ids are `wamid.<text>`. */
  say(...texts: readonly string[]): Promise<void>;
}

/** Starts a bot of a subject without any I/O. */
export function startInMemory<T extends BotTurn, R extends RunningBot>(
  subject: Subject<T, R>,
  bot: Bot<T>,
  { handle, ...options }: Partial<ChannelOptions> & { handle?: HandleOptions } = {},
): BotInMemory<R> {
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, logger: silent, ...options });
  const running = subject.start(channel, bot, handle);
  return {
    gateway,
    channel,
    running,
    async say(...texts) {
      const messages = texts.map((text) => textMessage({ id: `wamid.${text}`, text }));
      const parsedBody = kaleyraWebhook({ from: customer, businessNumber: '911200000000', messages });
      const headers = { 'content-type': 'application/json' };
      await channel.handleWebhook({ method: 'POST', url: '/', headers, parsedBody });
    },
  };
}
