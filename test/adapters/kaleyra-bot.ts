import { ActivityHandler, type TurnContext } from 'botbuilder';
import type { ChannelOptions } from 'tidemark';
import { type BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { type Host, startHost } from './kaleyra-host.js';

/** A bot behind a fake Kaleyra, over real HTTP. */
export interface BotHost extends Host {
  readonly adapter: KaleyraAdapter;
  readonly url: string;
}

/** Starts a bot whose webhook is answered by `adapter.process`. */
export async function startBot(logic: BotLogic, options: Partial<ChannelOptions> = {}): Promise<BotHost> {
  const host = await startHost(options);
  const adapter = new KaleyraAdapter(host.channel);
  const url = await host.listen((request, response) => void adapter.process(request, response));
  adapter.handle(logic);
  return { ...host, adapter, url };
}

/** A real ActivityHandler that does `onMessage` for each message. */
export function messageBot(onMessage: (context: TurnContext) => Promise<unknown>): BotLogic {
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    await onMessage(context);
    await next();
  });
  return (context) => bot.run(context);
}
