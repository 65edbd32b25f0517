import { expect, it } from 'vitest';
import { hasRedis, hasServer, REDIS_URL } from './redis.js';

it('there is a Redis; where there is none, one line says that its tests are left out, and CI fails', () => {
  if (hasRedis && hasServer) return;
  const missing = hasRedis
    ? 'redis-server is not installed'
    : `there is no Redis at ${new URL(REDIS_URL).host} (REDIS_URL)`;
  process.stderr.write(`Tests of what several processes share are left out: ${missing}.\n`);
  expect(process.env.CI ?? '', missing).toBe('');
});
