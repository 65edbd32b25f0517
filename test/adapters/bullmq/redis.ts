import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { describe } from 'vitest';

/** The server the tests use. */
export const REDIS_URL: string = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

async function isThere(): Promise<boolean> {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: null, connectTimeout: 2_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

/** Whether there is one. */
export const hasRedis: boolean = await isThere();
/** Whether `redis-server` is installed, for tests that stop it and start it again. */
export const hasServer: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** `describe` for tests that need Redis: left out where there is none; `there.test.ts` says so. */
export function describeRedis(name: string, tests: () => void): void {
  describe.runIf(hasRedis)(name, tests);
}

/** `describe` for tests that need a server of their own. */
export function describeOwnRedis(name: string, tests: () => void): void {
  describe.runIf(hasServer)(name, tests);
}

/** A connection of the test's own. */
export function connectRedis(url: string = REDIS_URL): Redis {
  return new Redis(url, { maxRetriesPerRequest: 1, lazyConnect: true });
}

/** Removes all keys of a prefix. */
export async function removeKeys(redis: Redis, prefix: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `{${prefix}*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.del(keys);
  }
}
