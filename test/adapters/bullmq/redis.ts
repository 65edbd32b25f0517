import { Redis } from 'ioredis';
import { describe, it } from 'vitest';

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
if (!hasRedis && !process.env.CI) {
  process.stderr.write(
    `No Redis at ${new URL(REDIS_URL).host}: its tests are skipped (REDIS_URL names another server).\n`,
  );
}

/** `describe` for tests that need Redis: skipped where there is none, and failing in CI. */
export function describeRedis(name: string, tests: () => void): void {
  if (!hasRedis && process.env.CI) {
    it(`${name}: needs a Redis at REDIS_URL`, () => Promise.reject(new Error('REDIS_URL names no server')));
    return;
  }
  describe.runIf(hasRedis)(name, tests);
}

/** A connection of the test's own. */
export function connectRedis(url: string = REDIS_URL): Redis {
  return new Redis(url, { maxRetriesPerRequest: 1 });
}

/** Removes all keys of a prefix. */
export async function removeKeys(redis: Redis, prefix: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `{${prefix}*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.del(keys);
  }
}
