/** One of several processes on one Redis: takes webhooks and tells how many messages it has handled. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChannel } from 'tidemark';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { toNodeListener } from 'tidemark/adapters/node';
import { silent } from '../alternatives/tidemark.js';

/** What it says to its parent. */
export interface WorkerWord {
  readonly port?: number;
  readonly handled?: number;
  readonly cpuMs?: number;
}

const [url = '', prefix = ''] = process.argv.slice(2);
const say = (word: WorkerWord): void => void process.send?.(word);
const channel = createChannel({
  gateway: { markRead: async () => undefined, send: async () => ({ id: '' }) },
  webhook: { auth: 'none' },
  receipts: { when: 'alongside', maxPerSecond: 10_000 },
  store: createBullmqStore({ connection: url, prefix, logger: silent }),
  logger: silent,
});
let handled = 0;
channel.handle(() => {
  handled += 1;
});
setInterval(() => {
  const { user, system } = process.cpuUsage();
  say({ handled, cpuMs: (user + system) / 1000 });
}, 50);

const server = createServer(toNodeListener(channel));
server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }));
process.once('message', () => void channel.close().then(() => process.exit(0)));
