import { createServer } from 'node:net';
import { type Activity, isStoreError } from 'tidemark';
import { expect, it, onTestFinished } from 'vitest';
import { message } from '../../helpers/activities.js';
import { describeRedis } from './redis.js';
import { until, untilEmitted, useBullmqStores } from './stores.js';

const { conversation } = message({});

describeRedis('what a process leaves behind', () => {
  const stores = useBullmqStores();

  it('has its time also where nobody listens', async () => {
    const one = stores.open();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    const names = [`{${stores.prefix}}:due`, `{${stores.prefix}}:waiting`, stores.key(conversation.id)];
    await until(async () => {
      for (const name of names) expect(await stores.redis.pttl(name)).toBeGreaterThan(0);
    });
  });

  it('is known by its ids for keepIdsMs', async () => {
    const keepIdsMs = 3_600_000;
    const one = stores.open({ keepIdsMs });
    one.listen();
    await one.inbox.accept(message({ id: 'wamid.1' }));
    await untilEmitted(one, 'wamid.1');
    await one.done('wamid.1');
    const ids = stores.key(conversation.id, 'ids');
    const score = Number(await stores.redis.zscore(ids, 'wamid.1'));
    const now = Number((await stores.redis.time())[0]) * 1_000;
    expect(Math.abs(now - score)).toBeLessThan(10_000);
    expect(await stores.redis.pttl(ids)).toBeGreaterThan(keepIdsMs - 60_000);
    await stores.redis.zadd(ids, score - keepIdsMs + 60_000, 'wamid.1');
    expect(await one.inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
    await stores.redis.zadd(ids, score - keepIdsMs - 60_000, 'wamid.1');
    expect(await one.inbox.accept(message({ id: 'wamid.1' }))).toBe('stored');
  });

  it('is heard of by a process that only accepts, once it is full', async () => {
    const [one, two] = [stores.open({ maxWaiting: 2 }), stores.open({ maxWaiting: 2 })];
    for (const id of ['wamid.1', 'wamid.2']) expect(await one.inbox.accept(message({ id }))).toBe('stored');
    expect(await one.inbox.accept(message({ id: 'wamid.3' }))).toBe('full');
    two.listen();
    await untilEmitted(two, 'wamid.1', 'wamid.2');
    await two.done('wamid.1');
    await until(async () => expect(await one.inbox.accept(message({ id: 'wamid.3' }))).toBe('stored'));
  });

  it('as a dead letter without an id has a name, by which it is replayed and dropped', async () => {
    const one = stores.open();
    const seen: Activity[] = [];
    one.inbox.deliver((activity) => seen.push(activity));
    const { id: _, ...nameless } = message({ text: 'no id' });
    await one.inbox.accept(nameless);
    await until(() => expect(seen).toHaveLength(1));
    await one.inbox.settle(seen[0] as Activity, 'failed');
    const [letter] = await one.deadLetters.list();
    expect(letter?.id).toMatch(/^without-id-\d+$/);
    expect(await one.deadLetters.replay(letter?.id ?? '')).toBe(true);
    await until(() => expect(seen).toHaveLength(2));
    await one.inbox.settle(seen[1] as Activity, 'failed');
    const [again] = await one.deadLetters.list();
    expect(await one.deadLetters.drop(again?.id ?? '')).toBe(true);
    expect(await one.deadLetters.list()).toEqual([]);
  });

  it.each([
    ['5.0.7', 'STORE_UNSUPPORTED'],
    ['6.0.16', 'STORE_UNSUPPORTED'],
    ['6.2.0', undefined],
    ['8.0.1', undefined],
  ])('is of no use on Redis %s: %s', async (version, code) => {
    const info = `redis_version:${version}\r\nredis_mode:standalone\r\nloading:0\r\n`;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      // One answer fits every command that is sent before a store is ready.
      socket.on('data', (data) => {
        const commands = `${data}`.split(/\*\d+\r\n/).length - 1;
        socket.write(`$${info.length}\r\n${info}\r\n`.repeat(commands));
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const store = stores.open({ connection: `redis://127.0.0.1:${port}` });
    const said = await store.ready().then(
      () => undefined,
      (error: unknown) => (isStoreError(error) ? error.code : error),
    );
    expect(said).toBe(code);
    await store.inbox.close();
  });
});
