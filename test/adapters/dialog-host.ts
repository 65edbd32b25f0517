import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActivityHandler, ConversationState, MemoryStorage, UserState } from 'botbuilder';
import { type Dialog, runDialog } from 'botbuilder-dialogs';
import { type Channel, createChannel, KaleyraClient } from 'tidemark';
import { type BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { onTestFinished } from 'vitest';
import { createDialogPhone, type DialogPhone } from './dialog-phone.js';
import { secret } from './kaleyra-host.js';

/** What a bot with dialogs keeps, in memory. */
export interface DialogStates {
  readonly conversationState: ConversationState;
  readonly userState: UserState;
}

/** A bot on a server of its own, and phones that talk to it through a fake Kaleyra. */
export interface DialogHost {
  readonly kaleyra: FakeKaleyra;
  readonly channel: Channel;
  readonly adapter: KaleyraAdapter;
  /** A customer's phone, in their chat with one of the business's two numbers. */
  phone(customer?: string, line?: 0 | 1): DialogPhone;
}

export function createStates(): DialogStates {
  const storage = new MemoryStorage();
  return { conversationState: new ConversationState(storage), userState: new UserState(storage) };
}

/** Bot Framework's usual bot with dialogs: runs the dialog on each message, and saves both states after each turn. */
export function dialogLogic(dialog: Dialog, { conversationState, userState }: DialogStates): BotLogic {
  const accessor = conversationState.createProperty('dialogs');
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    await runDialog(dialog, context, accessor as Parameters<typeof runDialog>[2]);
    await next();
  });
  bot.onDialog(async (context, next) => {
    await conversationState.saveChanges(context);
    await userState.saveChanges(context);
    await next();
  });
  return (context) => bot.run(context);
}

/** Starts everything; it ends with the test. */
export async function startDialogHost(logic: BotLogic): Promise<DialogHost> {
  const kaleyra = await startFakeKaleyra({ businessNumbers: ['910000000001', '910000000002'] });
  const { sid, apiKey, baseUrl, businessNumbers } = kaleyra;
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  const channel = createChannel({
    gateway,
    webhook: { auth: { header: 'x-webhook-secret', secret: secret['x-webhook-secret'] ?? '' } },
    receipts: { quietMs: 0 },
    drainTimeoutMs: 500,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const adapter = new KaleyraAdapter(channel);
  adapter.handle(logic);
  const server = createServer((request, response) => void adapter.process(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    await channel.close();
    await gateway.close();
    await kaleyra.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  return {
    kaleyra,
    channel,
    adapter,
    phone: (customer = '919800000001', line = 0) =>
      createDialogPhone({ kaleyra, url, customer, businessNumber: businessNumbers[line] ?? '' }),
  };
}
