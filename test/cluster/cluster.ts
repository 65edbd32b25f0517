import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import type { BotSettings } from './bot-lines.js';
import { type BotProcess, startBot } from './bot-process.js';
import type { Disturbance, History, PostedMessage, ReadRecord } from './history.js';
import { BUSINESS } from './poster.js';
import { watchServer } from './watch-server.js';

/** Bots on one store, and what is done to them. */
export interface Cluster {
  /** Where webhooks can be posted to just now, paused bots included: a load balancer takes a while to notice. */
  urls(): readonly string[];
  /** Starts one more bot. */
  add(): Promise<void>;
  /** `kill -9` for one of the bots, and another one in its place. */
  killOne(index: number): Promise<void>;
  /** Stops one of the bots for so long, without its knowing. */
  pauseOne(index: number, ms: number): Promise<void>;
  /** Ends one of the bots as a rolling restart does, and starts another one: before that where both can have the store. */
  restartOne(index: number): Promise<void>;
  /** Notes that the server is away during this. */
  outage(work: () => Promise<void>): Promise<void>;
  history(posts: readonly PostedMessage[]): History;
  complaints(): string[];
  /** Ends all bots orderly. */
  close(): Promise<void>;
}

/** How the bots of a cluster are made. */
export interface ClusterSettings extends Pick<BotSettings, 'store' | 'receipts' | 'handlerMs' | 'stallMs'> {
  /** The bot, built. */
  readonly file: string;
}

export function createCluster({ file, ...settings }: ClusterSettings): Cluster {
  const { store } = settings;
  const alive: BotProcess[] = [];
  const all: BotProcess[] = [];
  const fakes: { name: string; fake: FakeKaleyra }[] = [];
  const disturbances: Disturbance[] = [];
  const watch = store.kind === 'redis' ? watchServer(store.options.connection, settings.stallMs) : undefined;
  const nowMs = (): number => performance.timeOrigin + performance.now();

  let isClosed = false;

  async function start(): Promise<BotProcess> {
    if (isClosed) throw new Error('this cluster has been closed');
    const name = `bot-${fakes.length + 1}`;
    // One provider each: so it is known which bot called.
    const fake = await startFakeKaleyra({ businessNumbers: [BUSINESS] });
    fakes.push({ name, fake });
    const { baseUrl, sid, apiKey } = fake;
    const bot = await startBot(name, file, {
      ...settings,
      kaleyra: { baseUrl, sid, apiKey },
    });
    all.push(bot);
    return bot;
  }

  function at(index: number): BotProcess {
    const bot = alive[index % alive.length];
    if (bot === undefined) throw new Error('no bot is alive');
    return bot;
  }

  return {
    urls: () => alive.map(({ url }) => url),
    async add() {
      alive.push(await start());
    },
    async killOne(index) {
      const bot = at(index);
      const fromMs = nowMs();
      await bot.kill();
      disturbances.push({ what: 'kill', instance: bot.name, fromMs, toMs: nowMs() });
      alive[alive.indexOf(bot)] = await start();
    },
    async pauseOne(index, ms) {
      const bot = at(index);
      const fromMs = nowMs();
      bot.pause();
      await new Promise((resolve) => setTimeout(resolve, ms));
      bot.resume();
      disturbances.push({ what: 'pause', instance: bot.name, fromMs, toMs: nowMs() });
    },
    async restartOne(index) {
      const bot = at(index);
      const place = alive.indexOf(bot);
      const fromMs = nowMs();
      if (store.kind === 'redis') alive[place] = await start();
      await bot.close();
      disturbances.push({ what: 'restart', instance: bot.name, fromMs, toMs: nowMs() });
      if (store.kind === 'folder') alive[place] = await start();
    },
    async outage(work) {
      const fromMs = nowMs();
      await work();
      disturbances.push({ what: 'outage', fromMs, toMs: nowMs() });
    },
    history: (posts) => ({
      posts,
      emissions: all.flatMap(({ emissions }) => emissions),
      turns: all.flatMap(({ turns }) => turns),
      reads: fakes.flatMap(({ name, fake }) => readsOf(name, fake)),
      disturbances: [...disturbances, ...(watch?.stalls ?? []), ...all.flatMap(({ stalls }) => stalls)],
    }),
    complaints: () => all.flatMap(({ name, complaints }) => complaints.map((line) => `${name}: ${line}`)),
    async close() {
      isClosed = true;
      watch?.stop();
      await Promise.all(alive.splice(0).map((bot) => bot.close()));
      await Promise.all(all.map((bot) => bot.kill()));
      await Promise.all(fakes.map(({ fake }) => fake.close()));
    },
  };
}

function readsOf(instance: string, { reads }: FakeKaleyra): ReadRecord[] {
  return reads.map(({ at, messageId = '' }) => ({ instance, id: messageId, atMs: at }));
}
