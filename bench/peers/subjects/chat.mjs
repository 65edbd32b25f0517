/**
 * Vercel's Chat SDK. CHAT_CONCURRENCY says what it does with messages that overlap: `concurrent` runs a handler for each
 * at once (its default would drop them), `burst` waits a second and hands the handler all that came.
 */
import { createServer } from 'node:http';
import { createMemoryState } from '@chat-adapter/state-memory';
import { createWhatsAppAdapter } from '@chat-adapter/whatsapp';
import { getRequestListener } from '@hono/node-server';
import { Chat, ConsoleLogger } from 'chat';

const { API_URL, APP_SECRET, CHAT_CONCURRENCY } = process.env;

const bot = new Chat({
  userName: 'echo',
  adapters: {
    whatsapp: createWhatsAppAdapter({
      accessToken: 'token',
      appSecret: APP_SECRET,
      phoneNumberId: '177000000000040',
      verifyToken: 'verify',
      apiUrl: API_URL,
      logger: new ConsoleLogger('error'),
    }),
  },
  state: createMemoryState(),
  concurrency: CHAT_CONCURRENCY === 'burst' ? { strategy: 'burst', debounceMs: 1000 } : 'concurrent',
  logger: 'error',
});

// biome-ignore lint/complexity/useMaxParams: the SDK calls it with four.
bot.onDirectMessage(async (thread, message, _channel, context) => {
  await thread.markAsRead();
  for (const { text } of [...(context?.skipped ?? []), message]) await thread.post(`Echo: ${text}`);
});

const server = createServer(getRequestListener((request) => bot.webhooks.whatsapp(request)));
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
