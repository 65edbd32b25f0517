import { expect, it } from 'vitest';
import { message } from '../../helpers/activities.js';
import { describeRedis } from './redis.js';
import { until, untilEmitted, useBullmqStores } from './stores.js';

const number = '911200000000';

describeRedis('what processes share', () => {
  const stores = useBullmqStores();

  it('R13: is the rate of each number, by how many live', async () => {
    const one = stores.open();
    one.listen();
    await until(() => expect(one.host.shares.at(-1)).toBe(1));
    const two = stores.open();
    two.listen();
    await until(() => expect([one.host.shares.at(-1), two.host.shares.at(-1)]).toEqual([0.5, 0.5]));
    await two.inbox.close();
    await until(() => expect(one.host.shares.at(-1)).toBe(1));
  });

  it('R13: is not the part of one that only accepts', async () => {
    const [one, two] = [stores.open(), stores.open()];
    one.listen();
    await two.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    expect(new Set(one.host.shares)).toEqual(new Set([1]));
  });

  it('R11: are halts, told at once and read by who comes later', async () => {
    const [one, two] = [stores.open({ leaseMs: 600_000 }), stores.open({ leaseMs: 600_000 })];
    one.listen();
    two.listen();
    // Until both listen, word may be lost; they would learn it by their next beat.
    await until(async () => expect((await stores.redis.pubsub('NUMSUB', `{${stores.prefix}}:all`))[1]).toBe(2));
    one.host.halt(number, 'RBC001');
    await until(() => expect(two.host.halts).toEqual([[number, 'RBC001']]));
    expect(one.host.halts).toEqual([]);
    const three = stores.open();
    three.listen();
    await until(() => expect(three.host.halts).toEqual([[number, 'RBC001']]));
    two.host.halt(number, undefined);
    await until(() => expect(one.host.halts).toEqual([[number, undefined]]));
    expect(await stores.redis.exists(`{${stores.prefix}}:halted`)).toBe(0);
  });

  it('R11: are halts of which no word came, with the next beat', async () => {
    const one = stores.open();
    one.listen();
    await stores.redis.hset(`{${stores.prefix}}:halted`, number, 'WA401');
    await until(() => expect(one.host.halts).toEqual([[number, 'WA401']]));
    await stores.redis.del(`{${stores.prefix}}:halted`);
    await until(() =>
      expect(one.host.halts).toEqual([
        [number, 'WA401'],
        [number, undefined],
      ]),
    );
  });

  it('expires in the end: every key but those of BullMQ has its time', async () => {
    const one = stores.open();
    one.listen();
    for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) await one.inbox.accept(message({ id }));
    await untilEmitted(one, 'wamid.1', 'wamid.2', 'wamid.3');
    await one.done('wamid.1');
    const activity = one.activities.get('wamid.2');
    if (activity !== undefined) await one.inbox.settle(activity, 'failed');
    one.host.halt(number, 'RBC001');
    const keys: string[] = [];
    await until(async () => {
      keys.splice(0, keys.length, ...(await stores.redis.keys(`{${stores.prefix}*`)));
      const own = keys.filter((key) => !key.includes(':conversations:'));
      const times = await Promise.all(own.map(async (key) => [key, await stores.redis.pttl(key)] as const));
      expect(times.filter(([, ms]) => ms < 0)).toEqual([]);
      expect(own.length).toBeGreaterThan(7);
    });
  });
});
