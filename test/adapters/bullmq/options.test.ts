import { isOptionsError } from 'tidemark';
import { type BullmqStoreOptions, createBullmqStore } from 'tidemark/adapters/bullmq';
import { describe, expect, it } from 'vitest';

const connection = 'redis://user:geheim@127.0.0.1:6379';

function problemWith(options: unknown): string {
  try {
    createBullmqStore(options as BullmqStoreOptions);
  } catch (error) {
    if (isOptionsError(error)) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the options of createBullmqStore', () => {
  it.each([
    [{ connection, leaseMs: 10 }, 'createBullmqStore.leaseMs: expected a number from 500 to 86400000, got 10'],
    [{ connection, leaseMs: '30s' }, 'leaseMs: expected a number from 500 to 86400000, got string'],
    [{ connection, sweepMs: 0 }, 'sweepMs'],
    [{ connection, lingerMs: -1 }, 'lingerMs'],
    [{ connection, timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ connection, keepIdsMs: 0 }, 'keepIdsMs'],
    [{ connection, keepIdleMs: 0 }, 'keepIdleMs'],
    [{ connection, concurrency: 1.5 }, 'concurrency: expected a number from 1'],
    [{ connection, maxWaiting: 0 }, 'maxWaiting'],
    [{ connection, keepIdleMs: 60_000 }, 'keepIdleMs: expected at least keepIdsMs'],
    [{ connection, prefix: 'a{b}' }, 'prefix: expected letters, digits'],
    [{ connection, logger: {} }, 'logger: expected an object with debug, info, warn and error'],
    [{ connection, lease: 1 }, 'got "lease"'],
    [{ connection: 'localhost:6379' }, 'connection: expected a URL'],
    [{}, 'connection: expected a URL'],
    [undefined, 'connection: expected a URL'],
  ])('refuses %j', (options, expected) => {
    expect(problemWith(options)).toContain(expected);
  });

  it('shows nothing of the connection', () => {
    for (const options of [{ connection, lease: 1 }, { connection: 'user:geheim@host' }, { connection: 7 }]) {
      expect(problemWith(options)).not.toContain('geheim');
    }
  });
});
