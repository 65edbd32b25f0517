import { isStoreError } from 'tidemark';
import { afterEach, expect, it } from 'vitest';
import { type RedisProcess, startRedis } from '../../cluster/redis-process.js';
import { message } from '../../helpers/activities.js';
import { connectRedis, describeOwnRedis } from './redis.js';
import { until, useBullmqStores } from './stores.js';

describeOwnRedis('a server whose memory is full', () => {
  const stores = useBullmqStores();
  let redis: RedisProcess | undefined;
  afterEach(() => redis?.stop());

  it('takes nothing and says so, and what it has taken is handled, which makes room', { timeout: 60_000 }, async () => {
    redis = await startRedis();
    const admin = connectRedis(redis.url);
    const store = stores.open({ connection: redis.url });
    store.listen();
    for (let index = 0; index < 50; index += 1) {
      expect(await store.inbox.accept(message({ id: `wamid.${index}`, customer: `${index % 10}` }))).toBe('stored');
    }
    await until(() => expect(store.emitted).toHaveLength(50));

    await admin.config('SET', 'maxmemory', '1');
    const refused = await Promise.allSettled([store.inbox.accept(message({ id: 'wamid.late', customer: '3' }))]);
    const [{ reason } = { reason: undefined }] = refused as PromiseRejectedResult[];
    expect(isStoreError(reason) && [reason.code, reason.message]).toEqual([
      'STORE_UNAVAILABLE',
      expect.stringContaining('has no memory left: raise maxmemory'),
    ]);
    for (const id of store.emitted) await store.done(id);
    for (let customer = 0; customer < 10; customer += 1) {
      const { conversation } = message({ customer: `${customer}` });
      expect(await admin.hlen(`{${stores.prefix}:${conversation.id}}:mail`)).toBe(0);
    }
    expect(store.host.released.filter(({ reason }) => /lost/.test(reason.message))).toEqual([]);
    const told = store.logged.filter(({ message: text }) => text.includes('memory'));
    expect(told.map(({ level }) => level)).toEqual(['error']);

    await admin.config('SET', 'maxmemory', '0');
    expect(await store.inbox.accept(message({ id: 'wamid.late', customer: '3' }))).toBe('stored');
    await until(() => expect(store.emitted).toHaveLength(51));
    await store.inbox.close();
    admin.disconnect();
  });
});
