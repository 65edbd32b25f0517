import { isStoreError } from 'tidemark';
import { afterEach, describe, expect, it } from 'vitest';
import { type RedisProcess, startRedis } from '../../cluster/redis-process.js';
import { message } from '../../helpers/activities.js';
import { describeOwnRedis } from './redis.js';
import { until, untilEmitted, useBullmqStores } from './stores.js';

const codeOf = async (promise: Promise<unknown> | unknown): Promise<unknown> => {
  try {
    return await promise;
  } catch (error) {
    return isStoreError(error) ? error.code : error;
  }
};

describe('a store whose server is not there', () => {
  const stores = useBullmqStores();

  it('takes nothing, says so in time and in health, and closes in time', async () => {
    const store = stores.open({ connection: 'redis://user:geheim@127.0.0.1:1', timeoutMs: 200 });
    store.listen();
    expect(await codeOf(store.inbox.accept(message()))).toBe('STORE_UNAVAILABLE');
    expect(await codeOf(store.ready())).toBe('STORE_UNAVAILABLE');
    expect(await store.health()).toEqual({ reachable: false });
    expect(JSON.stringify(store.logged)).not.toContain('geheim');
    await store.inbox.close();
    expect(await codeOf(store.inbox.accept(message()))).toBe('STORE_CLOSED');
  });
});

describeOwnRedis('a store whose server goes away', () => {
  const stores = useBullmqStores();
  let redis: RedisProcess | undefined;
  afterEach(() => redis?.stop());

  it('takes nothing meanwhile, keeps what it took, and goes on without a new start', async () => {
    redis = await startRedis();
    const store = stores.open({ connection: redis.url, timeoutMs: 500 });
    store.listen();
    await store.inbox.accept(message({ id: 'wamid.1', customer: '1' }));
    await untilEmitted(store, 'wamid.1');
    await redis.kill();
    expect(await codeOf(store.inbox.accept(message({ id: 'wamid.2', customer: '2' })))).toBe('STORE_UNAVAILABLE');
    expect(await store.health()).toEqual({ reachable: false });
    // Done while it is away: noted as soon as it is back, unless the lease has run out by then.
    const noted = store.done('wamid.1');
    await redis.start();
    await until(async () =>
      expect(await codeOf(store.inbox.accept(message({ id: 'wamid.3', customer: '3' })))).toBe('stored'),
    );
    await noted;
    await until(() => expect(store.emitted).toContain('wamid.3'));
    expect(await store.inbox.accept(message({ id: 'wamid.1', customer: '1' }))).toBe('duplicate');
    await until(async () => expect(await store.health()).toMatchObject({ reachable: true }));
    expect(store.emitted.filter((id) => id === 'wamid.2')).toEqual([]);
  });

  it('takes nothing while it hangs, and what it stored all the same is a duplicate that is handled', async () => {
    redis = await startRedis();
    const store = stores.open({ connection: redis.url, timeoutMs: 500 });
    await store.ready();
    redis.pause();
    expect(await codeOf(store.inbox.accept(message({ id: 'wamid.1' })))).toBe('STORE_UNAVAILABLE');
    redis.resume();
    await until(async () =>
      expect(['stored', 'duplicate']).toContain(await codeOf(store.inbox.accept(message({ id: 'wamid.1' })))),
    );
    store.listen();
    await untilEmitted(store, 'wamid.1');
  });

  it('gives its conversations up when their leases run out meanwhile, and takes them again', async () => {
    redis = await startRedis();
    const store = stores.open({ connection: redis.url, timeoutMs: 300, leaseMs: 1_000 });
    store.listen();
    await store.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(store, 'wamid.1');
    redis.pause();
    await until(() => expect(store.host.released).toHaveLength(1));
    redis.resume();
    await untilEmitted(store, 'wamid.1', 'wamid.1');
  });

  it('warns of a server that drops keys', async () => {
    redis = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
    const store = stores.open({ connection: redis.url });
    await store.ready();
    expect(store.logged.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toEqual([
      { policy: 'allkeys-lru' },
    ]);
  });

  it('uses keys of one slot in each call, as a cluster demands', async () => {
    redis = await startRedis(['--cluster-enabled', 'yes']);
    const { connectRedis } = await import('./redis.js');
    const admin = connectRedis(redis.url);
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    await until(async () => expect(await admin.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'));
    admin.disconnect();
    const store = stores.open({ connection: redis.url });
    store.listen();
    for (const id of ['wamid.1', 'wamid.2']) await store.inbox.accept(message({ id }));
    await untilEmitted(store, 'wamid.1', 'wamid.2');
    await store.done('wamid.1');
    const activity = store.activities.get('wamid.2');
    if (activity === undefined) throw new Error('not emitted');
    expect(await store.inbox.failed?.(activity)).toBe(1);
    await store.inbox.settle(activity, 'failed');
    expect(await store.deadLetters.replay('wamid.2')).toBe(true);
    await untilEmitted(store, 'wamid.1', 'wamid.2', 'wamid.2');
    await store.inbox.settle(activity, 'timedOut');
    expect(await store.deadLetters.drop('wamid.2')).toBe(true);
    expect(await store.health()).toEqual({ reachable: true, waiting: 0, dead: 0 });
    await until(() => expect(store.host.released).toHaveLength(1));
    expect(store.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });
});
