/** A bot on a store, which answers each message with `<life>:<text>`; closes at SIGTERM. */
import { createServer } from 'node:http';
import { createChannel, KaleyraClient } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { toNodeListener } from 'tidemark/adapters/node';

const { STORE_PATH = '', LIFE = '', PORT = '', BASE_URL = '', SID = '', API_KEY = '' } = process.env;
const store = await openLevelStore({ path: STORE_PATH, maxInMemory: 200 });
const client = new KaleyraClient({ region: { baseUrl: BASE_URL }, sid: SID, apiKey: API_KEY });
const channel = createChannel({
  gateway: client,
  webhook: { auth: 'none' },
  receipts: { quietMs: 30, maxWaitMs: 200, maxPerSecond: 500 },
  store,
  // Long enough for everything to end by itself, however slow the machine.
  drainTimeoutMs: 60_000,
});
channel.handle(({ text }, turn) => turn.reply(`${LIFE}:${text}`));
const webhook = toNodeListener(channel);
const server = createServer((request, response) => {
  if (request.method === 'POST') void webhook(request, response);
  else void channel.health().then((health) => response.end(JSON.stringify(health)));
}).listen(Number(PORT), '127.0.0.1', () => console.log('open'));
process.once('SIGTERM', () => {
  void (async () => {
    const { remaining } = await channel.close();
    await client.close();
    server.closeAllConnections();
    console.log(`closed with ${remaining.length}`);
    process.exit(0);
  })();
});
