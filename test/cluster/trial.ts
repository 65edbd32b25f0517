import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, vi } from 'vitest';
import { seededRandom } from '../../src/seeded-random.js';
import type { BotStore } from './bot-lines.js';
import { buildBot } from './build-bot.js';
import { checkHistory } from './check-history.js';
import { type Cluster, createCluster } from './cluster.js';
import type { Rules } from './history.js';
import { createPoster } from './poster.js';

// TIDEMARK_CHAOS=5 makes it five times as long, TIDEMARK_SEED repeats what was posted when, TIDEMARK_DUMP names a file for
// what happened.
const FACTOR = Number(process.env.TIDEMARK_CHAOS ?? 1);
export const SEED: number = Number(process.env.TIDEMARK_SEED ?? Date.now() % 1_000_000);
/** How long a trial may take. */
export const TRIAL_MS: number = 180_000 * FACTOR;
const ROUNDS = 3 * FACTOR;
const ROUND_MS = 7_000;
const CONVERSATIONS = 300;
const HANDLER_MS = 15;
const STALL_MS = 300;

/** What is done in a round, one after the other: within its first seconds, and later. */
export type Troubles = readonly (readonly [() => Promise<unknown>, () => Promise<unknown>])[];

/** What is tried. */
export interface Trial {
  readonly store: BotStore;
  readonly bots: number;
  readonly rules: Rules;
  /** What is done, a pair for each round, again from the first one after the last. */
  readonly troublesOf: (cluster: Cluster, random: () => number) => Troubles;
}

/** Posts bursts to real processes while they are killed, stopped and restarted, and holds what happened against the rules. */
export async function runTrial({ store, bots, rules, troublesOf }: Trial): Promise<void> {
  const random = seededRandom(SEED);
  const bot = await buildBot();
  onTestFinished(bot.remove);
  const cluster = createCluster({
    file: bot.file,
    store,
    receipts: { quietMs: rules.quietMs, maxWaitMs: rules.maxWaitMs, maxPerSecond: 1_000 },
    handlerMs: HANDLER_MS,
    stallMs: STALL_MS,
  });
  onTestFinished(cluster.close);
  const poster = createPoster({ random, urls: cluster.urls });
  let made = 0;

  /** Bursts of one to four messages, one conversation after another. */
  async function chatter(): Promise<void> {
    const posting: Promise<void>[] = [];
    for (let conversation = 0; conversation < CONVERSATIONS; conversation += 1) {
      const customer = `9198${String(conversation).padStart(8, '0')}`;
      const startMs = random() * ROUND_MS;
      const count = 1 + Math.floor(random() * 4);
      for (let index = 0; index < count; index += 1) {
        made += 1;
        const id = `wamid.${made}`;
        posting.push(delay(startMs + index * random() * 120).then(() => poster.post({ id, customer })));
      }
    }
    await Promise.all(posting);
  }

  for (let index = 0; index < bots; index += 1) await cluster.add();
  const troubles = troublesOf(cluster, random);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [first, second] = troubles[round % troubles.length] ?? [];
    const began = delay(ROUND_MS * 0.2).then(first);
    await Promise.all([chatter(), Promise.all([began, delay(ROUND_MS * 0.5)]).then(second)]);
  }
  await vi.waitFor(
    () => {
      const { turns } = cluster.history([]);
      const done = new Set(turns.filter((turn) => turn.endedMs !== undefined && !turn.aborted).map(({ id }) => id));
      expect(poster.posts.filter(({ id }) => !done.has(id)).map(({ id }) => id)).toEqual([]);
    },
    { timeout: 60_000, interval: 200 },
  );
  await cluster.close();

  const history = cluster.history(poster.posts);
  const { posts, turns, reads, disturbances } = history;
  const counts = { posts: posts.length, turns: turns.length, reads: reads.length, disturbances: disturbances.length };
  const dump = process.env.TIDEMARK_DUMP;
  if (dump !== undefined) await writeFile(dump, JSON.stringify({ history, complaints: cluster.complaints() }));
  process.stdout.write(`${JSON.stringify({ seed: SEED, ...counts, answers: Object.fromEntries(poster.answers) })}\n`);
  expect(checkHistory(history, rules), cluster.complaints().slice(-50).join('\n')).toEqual([]);
  expect(posts).toHaveLength(made);
}
