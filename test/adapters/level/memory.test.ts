import { ClassicLevel } from 'classic-level';
import sinon from 'sinon';
import type { Activity } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { expect, test, vi } from 'vitest';
import { message } from '../../helpers/activities.js';
import { deferred } from '../../helpers/channel.js';
import { newPath, useFolders } from './folder-tools.js';

useFolders();

test('never more than maxInMemory are out; the rest comes in order as room is made', { timeout: 60_000 }, async () => {
  const path = await newPath();
  const ids = Array.from({ length: 1_500 }, (_, index) => `wamid.${index}`);
  const first = await openLevelStore({ path });
  await Promise.all(ids.map(async (id) => first.inbox.accept(message({ id }))));
  await first.inbox.close();

  const store = await openLevelStore({ path, maxInMemory: 25 });
  const emitted: string[] = [];
  const out = new Map<string, Activity>();
  let most = 0;
  store.inbox.deliver((activity) => {
    emitted.push(activity.id ?? '');
    out.set(activity.id ?? '', activity);
    most = Math.max(most, out.size);
  });
  const late = Array.from({ length: 100 }, (_, index) => `wamid.late-${index}`);
  for (const id of late) await store.inbox.accept(message({ id }));
  while (emitted.length < ids.length + late.length) {
    await vi.waitFor(() => expect(out.size).toBeGreaterThan(0));
    for (const [id, activity] of [...out]) {
      out.delete(id);
      void store.inbox.settle(activity, 'handled');
    }
  }
  expect(emitted).toEqual([...ids, ...late]);
  expect(most).toBe(25);
  await vi.waitFor(async () => expect((await store.health()).waiting).toBe(25 - 25 + out.size));
  await store.inbox.close();
});

test('what is stored while the backlog is read comes behind it', async () => {
  const store = await openLevelStore({ path: await newPath() });
  await store.inbox.accept(message({ id: 'wamid.1' }));
  const gate = deferred();
  const iterator = ClassicLevel.prototype.iterator as (this: unknown, options: object) => { all(): Promise<unknown> };
  sinon.replace(ClassicLevel.prototype, 'iterator', function (this: unknown, options: object) {
    const rows = iterator.call(this, options).all();
    return { all: () => gate.promise.then(() => rows) };
  } as never);
  const emitted: string[] = [];
  store.inbox.deliver(({ id }) => emitted.push(id ?? ''));
  sinon.restore();
  await store.inbox.accept(message({ id: 'wamid.2' }));
  expect(emitted).toEqual([]);
  gate.resolve();
  await vi.waitFor(() => expect(emitted).toEqual(['wamid.1', 'wamid.2']));
  await store.inbox.close();
});

test('while nobody listens nothing is held in memory', async () => {
  const store = await openLevelStore({ path: await newPath() });
  await Promise.all(Array.from({ length: 300 }, async () => store.inbox.accept(message())));
  expect(await store.inbox.close()).toEqual([]);
});

test('activities without an id are each their own, also when they come back from the disk', async () => {
  const path = await newPath();
  const withoutId = (text: string): Activity => {
    const { id: _id, ...rest } = message({ text });
    return rest;
  };
  const [one, two] = [withoutId('one'), withoutId('two')];
  const store = await openLevelStore({ path, maxInMemory: 1 });
  const emitted: Activity[] = [];
  store.inbox.deliver((activity) => emitted.push(activity));
  for (const activity of [one, two]) expect(await store.inbox.accept(activity)).toBe('accepted');
  await vi.waitFor(() => expect(emitted).toEqual([one]));
  await store.inbox.settle(one, 'handled');
  await vi.waitFor(() => expect(emitted).toEqual([one, two]));
  // Not the object that was emitted, which was read from the disk.
  await store.inbox.settle(two, 'failed');
  expect(await store.health()).toMatchObject({ waiting: 0, dead: 1 });
  const [letter] = await store.deadLetters.list();
  expect(await store.deadLetters.replay(letter?.id ?? '')).toBe(true);
  await vi.waitFor(() => expect(emitted).toEqual([one, two, two]));
  await store.inbox.close();
});
