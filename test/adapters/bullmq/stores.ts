import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Activity, LogFields } from 'tidemark';
import { type BullmqStore, type BullmqStoreOptions, createBullmqStore } from 'tidemark/adapters/bullmq';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createFakeHost, type FakeHost } from './fake-host.js';
import { connectRedis, hasRedis, REDIS_URL, removeKeys } from './redis.js';

/** A store with what stands around it, as one process of several. */
export interface TestStore extends BullmqStore {
  readonly host: FakeHost;
  /** What was emitted since, by id. */
  readonly emitted: string[];
  readonly activities: Map<string, Activity>;
  readonly logged: { level: string; message: string; fields: LogFields }[];
  listen(): () => void;
  /** Settles an activity that was emitted. */
  done(id: string): Promise<void>;
}

/** Stores of one prefix, closed and removed after each test. */
export interface Stores {
  readonly prefix: string;
  readonly redis: Redis;
  open(options?: Partial<BullmqStoreOptions>): TestStore;
  /** The key of a conversation's part. */
  key(conversation: string, part?: 'mail' | 'ids' | 'dead'): string;
}

/** Quick enough for tests, slow enough for a busy machine. */
const quick: Partial<BullmqStoreOptions> = { leaseMs: 1_500, sweepMs: 300, lingerMs: 50 };

export function useBullmqStores(): Stores {
  let prefix = '';
  let redis: Redis | undefined;
  const opened: BullmqStore[] = [];
  beforeEach(() => {
    prefix = `test-${randomUUID()}`;
    redis = connectRedis();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.inbox.close()));
    if (redis !== undefined && hasRedis) await removeKeys(redis, prefix);
    redis?.disconnect();
  });
  return {
    get prefix() {
      return prefix;
    },
    get redis() {
      return redis as Redis;
    },
    open(options = {}) {
      const logged: TestStore['logged'] = [];
      const at = (level: string) => (fields: LogFields, message: string) =>
        void logged.push({ level, message, fields });
      const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
      const store = createBullmqStore({ connection: REDIS_URL, prefix, logger, ...quick, ...options });
      opened.push(store);
      return testStore(store, logged);
    },
    key: (conversation, part) => `{${prefix}:${conversation}}${part === undefined ? '' : `:${part}`}`,
  };
}

function testStore(store: BullmqStore, logged: TestStore['logged']): TestStore {
  const host = createFakeHost();
  store.attach(host);
  const emitted: string[] = [];
  const activities = new Map<string, Activity>();
  return {
    ...store,
    host,
    emitted,
    activities,
    logged,
    listen: () =>
      store.inbox.deliver((activity) => {
        emitted.push(activity.id ?? '');
        activities.set(activity.id ?? '', activity);
      }),
    async done(id) {
      const activity = activities.get(id);
      if (activity === undefined) throw new Error(`${id} was not emitted`);
      await store.inbox.settle(activity, 'handled');
    },
  };
}

/** Waits for something to become true; generously, since others share the machine. */
export function until(check: () => unknown): Promise<void> {
  return vi.waitFor(
    async () => {
      await check();
    },
    { timeout: 15_000, interval: 10 },
  );
}

/** Waits until a store has emitted these, and nothing else. */
export function untilEmitted(store: TestStore, ...ids: string[]): Promise<void> {
  return until(() => expect(store.emitted).toEqual(ids));
}
