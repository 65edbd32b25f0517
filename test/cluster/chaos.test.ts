import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { it, onTestFinished } from 'vitest';
import { describeOwnRedis } from '../adapters/bullmq/redis.js';
import type { Rules } from './history.js';
import { startRedis } from './redis-process.js';
import { runTrial, SEED, TRIAL_MS } from './trial.js';

const rules: Rules = { quietMs: 200, maxWaitMs: 1_000, leaseMs: 3_000, recordMs: 1_500 };
const BEYOND_LEASE_MS = 4_500;
const AWAY_MS = 1_500;

describeOwnRedis('three processes on one Redis', () => {
  it(`lose, mix up and repeat nothing, whatever is done to them (seed ${SEED})`, { timeout: TRIAL_MS }, async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const timing = { leaseMs: rules.leaseMs, sweepMs: 1_000, timeoutMs: 1_000, lingerMs: 200 };
    await runTrial({
      store: { kind: 'redis', options: { connection: redis.url, prefix: `test-${randomUUID()}`, ...timing } },
      bots: 3,
      rules,
      troublesOf(cluster, random) {
        const any = (): number => Math.floor(random() * 3);
        const standstill = async (): Promise<void> => {
          redis.pause();
          await delay(AWAY_MS);
          redis.resume();
        };
        return [
          [() => cluster.killOne(any()), () => cluster.pauseOne(any(), BEYOND_LEASE_MS)],
          [() => cluster.outage(redis.restart), () => cluster.killOne(any())],
          [() => cluster.restartOne(any()), () => cluster.outage(standstill)],
        ];
      },
    });
  });
});
