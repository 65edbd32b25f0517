import { ClassicLevel } from 'classic-level';
import sinon from 'sinon';
import { openLevelStore } from 'tidemark/adapters/level';
import { afterEach, expect, test, vi } from 'vitest';
import { message } from '../../helpers/activities.js';
import { deferred, stateOf } from '../../helpers/channel.js';
import { createFakeHost } from '../../stores/fake-host.js';
import { newPath, useFolders } from './folder-tools.js';

useFolders();
afterEach(() => sinon.restore());

interface Write {
  readonly sync: boolean;
  /** The first letters of the keys that are put. */
  readonly puts: string;
}

const batch = ClassicLevel.prototype.batch as (this: unknown, ...args: unknown[]) => Promise<void>;

/** Notes each write before it is made; with `gate` it waits there. */
function watchWrites(gate?: () => Promise<void>): Write[] {
  const writes: Write[] = [];
  sinon.replace(ClassicLevel.prototype, 'batch', async function (this: unknown, ...args: unknown[]) {
    const [operations, { sync }] = args as [{ type: string; key: string }[], { sync: boolean }];
    const puts = operations.flatMap(({ type, key }) => (type === 'put' ? key.slice(0, 1) : [])).join('');
    writes.push({ sync, puts });
    await gate?.();
    return batch.apply(this, args);
  } as never);
  return writes;
}

test('a message is accepted only once it is synced, and emitted no sooner', async () => {
  const store = await openLevelStore({ path: await newPath() });
  const gate = deferred();
  const writes = watchWrites(() => gate.promise);
  const emitted: unknown[] = [];
  store.inbox.deliver((activity) => emitted.push(activity));
  const accepting = stateOf(Promise.resolve(store.inbox.accept(message())));
  await vi.waitFor(() => expect(writes).toHaveLength(1));
  expect(writes[0]).toEqual({ sync: true, puts: 'mi' });
  await new Promise(setImmediate);
  expect([accepting.done, emitted]).toEqual([false, []]);
  gate.resolve();
  await vi.waitFor(() => expect(accepting.value).toBe('accepted'));
  expect(emitted).toHaveLength(1);
  await store.inbox.close();
});

test('messages that come while one is synced share the next sync', async () => {
  const store = await openLevelStore({ path: await newPath() });
  const gate = deferred();
  const writes = watchWrites(() => gate.promise);
  const first = store.inbox.accept(message());
  await vi.waitFor(() => expect(writes).toHaveLength(1));
  const others = Array.from({ length: 100 }, async () => store.inbox.accept(message()));
  gate.resolve();
  expect(await Promise.all([first, ...others])).toEqual(Array.from({ length: 101 }, () => 'accepted'));
  expect(writes.map(({ puts }) => puts.length)).toEqual([2, 200]);
  await store.inbox.close();
});

test('what is done and what is kept of conversations is written without a sync, a duplicate not at all', async () => {
  const store = await openLevelStore({ path: await newPath() });
  const host = createFakeHost();
  store.attach(host);
  store.inbox.deliver(() => undefined);
  const activity = message();
  await store.inbox.accept(activity);
  const writes = watchWrites();
  host.change(activity.conversation.id, { state: { mark: 1 }, busy: false });
  await vi.waitFor(() => expect(writes).toEqual([{ sync: false, puts: 'c' }]));
  await store.inbox.settle(activity, 'handled');
  await store.inbox.accept(activity);
  expect(writes.slice(1)).toEqual([{ sync: false, puts: 'ie' }]);
  await store.inbox.close();
});

test('a pending receipt is written with the end of its message, not behind it', async () => {
  const store = await openLevelStore({ path: await newPath() });
  const host = createFakeHost();
  store.attach(host);
  store.inbox.deliver(() => undefined);
  const activity = message();
  await store.inbox.accept(activity);
  const gate = deferred();
  const writes = watchWrites(() => gate.promise);
  // Something is under way, so that both wait.
  const busy = store.inbox.accept(message());
  await vi.waitFor(() => expect(writes).toHaveLength(1));
  const settling = store.inbox.settle(activity, 'handled');
  host.change(activity.conversation.id, { state: { pending: [activity.id] }, busy: true });
  gate.resolve();
  await Promise.all([busy, settling]);
  expect(writes[1]).toEqual({ sync: false, puts: 'cie' });
  await store.inbox.close();
});

test('many changes of many conversations come to few writes', async () => {
  const store = await openLevelStore({ path: await newPath() });
  const host = createFakeHost();
  store.attach(host);
  const writes = watchWrites();
  for (let change = 0; change < 5_000; change += 1) {
    host.change(`911200000000:${change % 100}`, { state: { mark: change }, busy: false });
  }
  await store.inbox.close();
  expect(writes.length).toBeLessThan(5);
});

test('after close nothing is written, and everything fails with STORE_CLOSED', async () => {
  const store = await openLevelStore({ path: await newPath() });
  const host = createFakeHost();
  store.attach(host);
  await store.inbox.close();
  const writes = watchWrites();
  host.change('911200000000:1', { state: { mark: 1 }, busy: false });
  await expect(store.inbox.accept(message())).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  await expect(store.deadLetters.list()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  expect(await store.health()).toMatchObject({ reachable: false });
  expect(writes).toEqual([]);
});

test('what was under way when it was closed is finished', async () => {
  const path = await newPath();
  const store = await openLevelStore({ path });
  const accepting = Promise.all(Array.from({ length: 700 }, async () => store.inbox.accept(message())));
  await store.inbox.close();
  const answers = await accepting;
  expect(answers.every((answer) => answer === 'accepted')).toBe(true);
  const again = await openLevelStore({ path });
  expect((await again.health()).waiting).toBe(700);
  await again.inbox.close();
});
