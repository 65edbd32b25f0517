import sinon from 'sinon';
import { expect, it, onTestFinished } from 'vitest';
import { message } from '../../helpers/activities.js';
import { describeRedis } from './redis.js';
import { until, untilEmitted, useBullmqStores } from './stores.js';

const EVERY_MS = 300_000;

describeRedis('the number of waiting messages', () => {
  const stores = useBullmqStores();

  it('is of all processes: what one has taken fills the other', async () => {
    const [one, two] = [stores.open({ maxWaiting: 3 }), stores.open({ maxWaiting: 3 })];
    one.listen();
    for (const id of ['wamid.1', 'wamid.2']) expect(await one.inbox.accept(message({ id }))).toBe('stored');
    await untilEmitted(one, 'wamid.1', 'wamid.2');
    expect(await two.inbox.accept(message({ id: 'wamid.3' }))).toBe('stored');
    // The answer to its own count has come with the answer to this.
    expect(await two.health()).toMatchObject({ waiting: 3 });
    expect(await two.inbox.accept(message({ id: 'wamid.4' }))).toBe('full');
    // It learns of what others have taken with its next beat.
    const beats = one.host.shares.length;
    await until(() => expect(one.host.shares.length).toBeGreaterThan(beats + 1));
    expect(await one.inbox.accept(message({ id: 'wamid.4' }))).toBe('full');
    await one.done('wamid.1');
    expect(await one.inbox.accept(message({ id: 'wamid.4' }))).toBe('stored');
  });

  it('is counted anew now and then, and dead letters are kept from expiring', async () => {
    // A lease that needs no renewal, since nothing renews it here.
    const calm = { leaseMs: 600_000, keepIdsMs: 60_000, keepIdleMs: 3_600_000 };
    const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => clock.restore());
    const [one, two] = [stores.open(calm), stores.open(calm)];
    one.listen();
    two.listen();
    for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) await one.inbox.accept(message({ id }));
    const owner = await new Promise<typeof one>((resolve) => {
      void untilEmitted(one, 'wamid.1', 'wamid.2', 'wamid.3').then(
        () => resolve(one),
        () => undefined,
      );
      void untilEmitted(two, 'wamid.1', 'wamid.2', 'wamid.3').then(
        () => resolve(two),
        () => undefined,
      );
    });
    await owner.inbox.settle(message({ id: 'wamid.1' }), 'failed');
    const [waiting, dead] = [`{${stores.prefix}}:waiting`, `{${stores.prefix}}:dead`];
    await until(async () => expect(await stores.redis.get(waiting)).toBe('2'));

    await stores.redis.set(waiting, 17, 'KEEPTTL');
    const letters = stores.key(message({}).conversation.id, 'dead');
    for (const key of [dead, letters]) expect(await stores.redis.pexpire(key, 60_000)).toBe(1);
    clock.tick(EVERY_MS);
    await until(async () => expect(await stores.redis.get(waiting)).toBe('2'));
    await until(async () => {
      for (const key of [dead, letters]) expect(await stores.redis.pttl(key)).toBeGreaterThan(1_000_000);
    });
  });
});
