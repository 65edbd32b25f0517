/** A bot as a process of its own; tells what happens to it in lines of JSON. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createChannel, KaleyraClient } from 'tidemark';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { openLevelStore } from 'tidemark/adapters/level';
import { toNodeListener } from 'tidemark/adapters/node';
import type { BotLine, BotSettings } from './bot-lines.js';

const settings = JSON.parse(process.env.BOT ?? '{}') as BotSettings;
const { store: given, receipts, handlerMs, stallMs } = settings;
const { baseUrl, sid, apiKey } = settings.kaleyra;

// Written before anything else happens, so that a kill cannot take it back.
const tell = (line: BotLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const nowMs = (): number => performance.timeOrigin + performance.now();

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  error: (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};
const gateway = new KaleyraClient({ sid, apiKey, region: { baseUrl } });
const store =
  given.kind === 'redis'
    ? createBullmqStore({ logger, ...given.options })
    : await openLevelStore({ logger, ...given.options });
const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts, store, logger });

channel.incoming$.subscribe(({ id = '', conversation }) =>
  tell({ what: 'in', id, conversation: conversation.id, atMs: nowMs() }),
);
// Longer than any pause: what goes on after one finds itself in the middle of it.
const LONG_TURN_MS = 6_000;
let turns = 0;
channel.handle(async ({ id = '', conversation }, { signal }) => {
  turns += 1;
  const turn = turns;
  tell({ what: 'begin', turn, id, conversation: conversation.id, atMs: nowMs() });
  // A bot that does not look at its signal would do its work to the end; this one notes it.
  const ms = Number(id.slice(-2)) === 42 ? LONG_TURN_MS : handlerMs;
  await delay(ms, undefined, { signal }).catch(() => undefined);
  tell({ what: 'end', turn, aborted: signal.aborted, atMs: nowMs() });
});

// A machine that has other things to do than to run this process has paused it.
let ranMs = nowMs();
setInterval(() => {
  const fromMs = ranMs;
  ranMs = nowMs();
  if (ranMs - fromMs > stallMs) tell({ what: 'stall', fromMs, toMs: ranMs });
}, 50);

const server = createServer((request, response) => void toNodeListener(channel)(request, response));
process.once('SIGTERM', async () => {
  const { remaining } = await channel.close();
  await gateway.close();
  tell({ what: 'closed', remaining: remaining.length });
  process.exit(0);
});
server.listen(0, '127.0.0.1', () => tell({ what: 'listening', port: (server.address() as AddressInfo).port }));
