import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { seededRandom } from '../../src/seeded-random.js';
import { describeRedis } from '../adapters/bullmq/redis.js';
import { buildBot } from './build-bot.js';
import { checkHistory } from './check-history.js';
import { type Cluster, createCluster } from './cluster.js';
import type { Rules } from './history.js';
import { createPoster } from './poster.js';
import { type RedisProcess, startRedis } from './redis-process.js';

// Runs for about a minute when TIDEMARK_CHAOS is 1, and TIDEMARK_CHAOS=5 makes it five times as long.
// TIDEMARK_SEED repeats what was posted when, TIDEMARK_DUMP names a file for
// what happened.
const FACTOR = Number(process.env.TIDEMARK_CHAOS ?? 1);
const SEED = Number(process.env.TIDEMARK_SEED ?? Date.now() % 1_000_000);
const ROUNDS = 3 * FACTOR;
const ROUND_MS = 7_000;
const CONVERSATIONS = 200;
const PAUSE_MS = 4_500;
const rules: Rules = { quietMs: 200, maxWaitMs: 1_000, leaseMs: 3_000, recordMs: 1_500 };

/** What is done to the cluster, a list for each round; everything within its first seconds. */
function troublesOf(cluster: Cluster, redis: RedisProcess, random: () => number): (() => Promise<unknown>)[][] {
  const any = (): number => Math.floor(random() * 3);
  return [
    [() => cluster.killOne(any()), () => cluster.pauseOne(any(), PAUSE_MS)],
    [() => cluster.outage(redis.restart), () => cluster.killOne(any())],
    [
      () => cluster.restartOne(any()),
      () =>
        cluster.outage(async () => {
          redis.pause();
          await delay(1_500);
          redis.resume();
        }),
    ],
  ];
}

const describeChaos = process.env.TIDEMARK_CHAOS === undefined ? describe.skip : describeRedis;

describeChaos('three processes on one Redis', () => {
  it(`lose, mix up and repeat nothing, whatever is done to them (seed ${SEED})`, {
    timeout: 180_000 * FACTOR,
  }, async () => {
    const random = seededRandom(SEED);
    const bot = await buildBot();
    onTestFinished(bot.remove);
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const cluster = createCluster(redis, {
      file: bot.file,
      store: { leaseMs: rules.leaseMs, sweepMs: 1_000, timeoutMs: 1_000, lingerMs: 200 },
      receipts: { quietMs: rules.quietMs, maxWaitMs: rules.maxWaitMs, maxPerSecond: 1_000 },
      handlerMs: 15,
      stallMs: 300,
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

    await Promise.all([cluster.add(), cluster.add(), cluster.add()]);
    const troubles = troublesOf(cluster, redis, random);
    for (let round = 0; round < ROUNDS; round += 1) {
      const [first, second] = troubles[round % troubles.length] ?? [];
      await Promise.all([chatter(), delay(ROUND_MS * 0.2).then(first), delay(ROUND_MS * 0.5).then(second)]);
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
    process.stdout.write(`${JSON.stringify({ ...counts, answers: Object.fromEntries(poster.answers) })}\n`);
    expect(checkHistory(history, rules), cluster.complaints().slice(-50).join('\n')).toEqual([]);
    expect(posts).toHaveLength(made);
  });
});
