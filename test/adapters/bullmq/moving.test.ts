import sinon from 'sinon';
import { expect, it, onTestFinished } from 'vitest';
import { message } from '../../helpers/activities.js';
import { describeRedis } from './redis.js';
import { until, untilEmitted, useBullmqStores } from './stores.js';

const conversation = '911200000000:919800000001';

describeRedis('conversations of several processes', () => {
  const stores = useBullmqStores();

  it('belong to one of them, wherever their messages are accepted', async () => {
    const [one, two] = [stores.open({ lingerMs: 60_000 }), stores.open({ lingerMs: 60_000 })];
    one.listen();
    expect(await one.inbox.accept(message({ id: 'wamid.1' }))).toBe('stored');
    await untilEmitted(one, 'wamid.1');
    two.listen();
    for (const id of ['wamid.2', 'wamid.3']) expect(await two.inbox.accept(message({ id }))).toBe('stored');
    await untilEmitted(one, 'wamid.1', 'wamid.2', 'wamid.3');
    expect(two.emitted).toEqual([]);
  });

  it('are recognised by ids in all of them', async () => {
    const [one, two] = [stores.open(), stores.open()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two).inbox.accept(message({ id: 'wamid.1' }))),
    );
    expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'duplicate')).toHaveLength(19);
  });

  it('are given up when nothing is left to do, and go on with their state elsewhere', async () => {
    const one = stores.open();
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    one.host.change(conversation, { state: { mark: 1 }, busy: false });
    await one.done('wamid.1');
    await until(() => expect(one.host.released.map((each) => each.conversation)).toEqual([conversation]));
    expect(await stores.redis.hget(stores.key(conversation), 'owner')).toBeNull();
    expect(await stores.redis.exists(stores.key(conversation, 'mail'))).toBe(0);
    await one.inbox.close();

    const two = stores.open();
    two.listen();
    await two.inbox.accept(message({ id: 'wamid.2' }));
    await untilEmitted(two, 'wamid.2');
    expect(two.host.restored).toEqual([{ conversation, state: { mark: 1 }, except: ['wamid.2'] }]);
  });

  it('stay while receipts are pending, and are given up then', async () => {
    const one = stores.open();
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    one.host.change(conversation, { state: { pending: 1 }, busy: true });
    await one.done('wamid.1');
    await until(async () => expect(await stores.redis.hget(stores.key(conversation), 'busy')).toBe('1'));
    // Longer than the lease: it is renewed.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(one.host.released).toEqual([]);
    expect(await stores.redis.hget(stores.key(conversation), 'owner')).not.toBeNull();
    one.host.change(conversation, { state: undefined, busy: false });
    await until(() => expect(one.host.released).toHaveLength(1));
    expect(await stores.redis.hget(stores.key(conversation), 'state')).toBeNull();
  });

  it('are taken over from a process that closes, at once and with what was in hand', async () => {
    const leaseMs = 600_000;
    const [one, two] = [stores.open({ leaseMs, sweepMs: 600_000 }), stores.open({ leaseMs, sweepMs: 600_000 })];
    one.listen();
    for (const id of ['wamid.1', 'wamid.2']) await one.inbox.accept(message({ id }));
    await untilEmitted(one, 'wamid.1', 'wamid.2');
    one.host.change(conversation, { state: { mark: 1 }, busy: true });
    await one.done('wamid.1');
    two.listen();
    expect((await one.inbox.close()).map(({ id }) => id)).toEqual(['wamid.2']);
    await untilEmitted(two, 'wamid.2');
    expect(two.host.restored).toEqual([{ conversation, state: { mark: 1 }, except: ['wamid.2'] }]);
  });

  it('with pending receipts alone are taken over from a process that closes', async () => {
    const [one, two] = [stores.open({ leaseMs: 600_000 }), stores.open({ leaseMs: 600_000 })];
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    one.host.change(conversation, { state: { pending: 1 }, busy: true });
    await one.done('wamid.1');
    two.listen();
    await one.inbox.close();
    await until(() => expect(two.host.restored).toEqual([{ conversation, state: { pending: 1 }, except: [] }]));
  });

  it('are given to others while nobody listens here, once their turns have ended', async () => {
    const [one, two] = [stores.open({ leaseMs: 600_000 }), stores.open({ leaseMs: 600_000 })];
    const stop = one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    one.host.change(conversation, { state: undefined, busy: true });
    two.listen();
    const clock = sinon.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout'],
      shouldClearNativeTimers: true,
    });
    onTestFinished(() => clock.restore());
    stop();
    clock.tick(60_000);
    expect(one.host.released).toEqual([]);
    one.host.change(conversation, { state: undefined, busy: false });
    clock.tick(15_000);
    clock.restore();
    await untilEmitted(two, 'wamid.1');
    expect(one.host.released).toHaveLength(1);
  });

  it('are found by the sweep when the process that had them is gone without a word', async () => {
    const one = stores.open();
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    // As if it had been killed: somebody else's name, and nobody renews.
    await stores.redis.hset(stores.key(conversation), 'owner', 'nobody', 'fence', 77);
    await until(() => expect(one.host.released.map(({ reason }) => reason)).toHaveLength(1));
    await untilEmitted(one, 'wamid.1', 'wamid.1');
    expect(Number(await stores.redis.hget(stores.key(conversation), 'fence'))).toBeGreaterThan(77);
  });

  it('are lost by a process whose token is not the newest, and what it settles then is not heard', async () => {
    const one = stores.open({ leaseMs: 60_000 });
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    await stores.redis.hset(stores.key(conversation), 'owner', 'other', 'fence', 77);
    await one.done('wamid.1');
    expect(one.host.released).toHaveLength(1);
    expect(await stores.redis.hlen(stores.key(conversation, 'mail'))).toBe(1);
    expect(one.logged.filter(({ level }) => level === 'warn').map((each) => each.message)).toEqual([
      'a conversation was taken over by another process',
    ]);
  });

  it('keep nothing of a process that lost them', async () => {
    const one = stores.open({ leaseMs: 60_000 });
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    await stores.redis.hset(stores.key(conversation), 'owner', 'other', 'fence', 77, 'state', '{"mark":9}');
    one.host.change(conversation, { state: { mark: 1 }, busy: true });
    await until(() => expect(one.host.released).toHaveLength(1));
    expect(await stores.redis.hget(stores.key(conversation), 'state')).toBe('{"mark":9}');
  });

  it('come without word of their messages: those are seen as the lease is renewed', async () => {
    const one = stores.open({ lingerMs: 60_000 });
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    // As a process does that is killed before it has told anybody.
    const arrival = await stores.redis.hincrby(stores.key(conversation), 'next', 1);
    await stores.redis.hset(stores.key(conversation, 'mail'), arrival, JSON.stringify(message({ id: 'wamid.2' })));
    await untilEmitted(one, 'wamid.1', 'wamid.2');
  });
});
