import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { describeOwnRedis } from '../adapters/bullmq/redis.js';
import type { BotStore } from './bot-lines.js';
import { buildBot } from './build-bot.js';
import { type Cluster, createCluster } from './cluster.js';
import type { History } from './history.js';
import { createPoster, type Poster } from './poster.js';
import { startRedis } from './redis-process.js';

const LEASE_MS = 2_000;
// One lease and what a busy machine adds; with the default lease it would take longer than this.
const MOST_MS = 5 * LEASE_MS;
// Of these a bot makes its turn last six seconds.
const LONG_ID = 'wamid.42';
const timeout = 120_000;
const waiting = { timeout: 60_000, interval: 20 };

/** Bots whose receipts wait long enough for a kill to come first, on one store. */
async function startBots(store: BotStore, bots: number): Promise<{ cluster: Cluster; poster: Poster; now(): History }> {
  const bot = await buildBot();
  onTestFinished(bot.remove);
  const receipts = { when: 'alongside', quietMs: 4_000, maxWaitMs: 8_000, maxPerSecond: 100 } as const;
  const cluster = createCluster({ file: bot.file, store, receipts, handlerMs: 1, stallMs: 60_000 });
  onTestFinished(cluster.close);
  for (let index = 0; index < bots; index += 1) await cluster.add();
  // Half way: neither late nor again.
  const poster = createPoster({ random: () => 0.5, urls: cluster.urls });
  return { cluster, poster, now: () => cluster.history(poster.posts) };
}

async function onFolder(): Promise<BotStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-kill-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { kind: 'folder', options: { path: path.join(folder, 'inbox') } };
}

async function onRedis(): Promise<BotStore> {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  const timing = { leaseMs: LEASE_MS, sweepMs: 500, timeoutMs: 1_000 };
  return { kind: 'redis', options: { connection: redis.url, prefix: `test-${randomUUID()}`, ...timing } };
}

async function receiptOutlives(store: BotStore): Promise<void> {
  const { cluster, poster, now } = await startBots(store, 1);
  const ended = (id: string): void =>
    expect(now().turns.find((turn) => turn.id === id)?.endedMs, cluster.complaints().join('\n')).toBeDefined();
  await poster.post({ id: 'wamid.1', customer: '919800000001' });
  await vi.waitFor(() => ended('wamid.1'), waiting);
  // What was written before these were accepted is as safe as they are.
  for (const id of ['wamid.2', 'wamid.3']) {
    await poster.post({ id, customer: '919800000002' });
    await vi.waitFor(() => ended(id), waiting);
  }
  expect(now().reads).toEqual([]);
  await cluster.killOne(0);
  await vi.waitFor(() => expect(now().reads.map(({ id }) => id)).toContain('wamid.1'), waiting);
  const { turns, reads } = now();
  expect(turns.filter(({ id }) => id === 'wamid.1')).toHaveLength(1);
  expect(reads.filter(({ id }) => id === 'wamid.1')).toMatchObject([{ instance: 'bot-2' }]);
}

describe('one process on a folder', () => {
  it('R20: makes the receipt of a message that was done before it was killed, without another turn', {
    timeout,
  }, async () => {
    await receiptOutlives(await onFolder());
  });
});

describeOwnRedis('processes on one Redis', () => {
  it('R20: make the receipt of a message that was done before one was killed, without another turn', {
    timeout,
  }, async () => {
    await receiptOutlives(await onRedis());
  });

  it.each([
    ['killed', (cluster: Cluster, index: number) => cluster.killOne(index)],
    ['paused', (cluster: Cluster, index: number) => cluster.pauseOne(index, 3 * LEASE_MS)],
  ])(
    'take over the turn of one that is %s while it lasts, when its lease has ended',
    { timeout },
    async (how, happens) => {
      const { cluster, poster, now } = await startBots(await onRedis(), 2);
      await poster.post({ id: LONG_ID, customer: '919800000001' });
      await vi.waitFor(() => expect(now().turns).toHaveLength(1), waiting);
      const [first] = now().turns;
      const happening = happens(cluster, Number(first?.instance.slice(4)) - 1);
      await vi.waitFor(() => expect(now().turns.length).toBeGreaterThan(1), { timeout: MOST_MS, interval: 20 });
      const second = now().turns.find(({ instance }) => instance !== first?.instance);
      await happening;
      expect(second).toMatchObject({ id: LONG_ID });
      if (how === 'paused') await vi.waitFor(() => expect(now().turns[0]).toMatchObject({ aborted: true }), waiting);
    },
  );
});
