import { ClassicLevel } from 'classic-level';
import sinon from 'sinon';
import { type LevelStore, openLevelStore } from 'tidemark/adapters/level';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { message } from '../../helpers/activities.js';
import { createRecordingLogger } from '../../helpers/channel.js';
import { createFakeHost } from '../../stores/fake-host.js';
import { bytesOf, bytesWith, newPath, useFolders } from './folder-tools.js';

useFolders();
const hour = 60 * 60 * 1000;
const day = 24 * hour;
let clock: sinon.SinonFakeTimers;
beforeEach(() => {
  clock = sinon.useFakeTimers({ now: Date.UTC(2026, 2, 1), toFake: ['Date', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  const left = clock.countTimers();
  sinon.restore();
  clock.restore();
  expect(left).toBe(0);
});

async function handle(store: LevelStore, id: string): Promise<void> {
  const activity = message({ id });
  await store.inbox.accept(activity);
  await store.inbox.settle(activity, 'handled');
}

/** Counts what is forgotten from now on, once the call has ended. */
function watchDeletions(): { count: number } {
  const batch = ClassicLevel.prototype.batch as (this: unknown, ...args: unknown[]) => Promise<void>;
  const deleted = { count: 0 };
  sinon.replace(ClassicLevel.prototype, 'batch', async function (this: unknown, ...args: unknown[]) {
    await batch.apply(this, args);
    const operations = args[0] as { type: string; key: string }[];
    deleted.count += operations.filter(({ type, key }) => type === 'del' && /^[iexc]!/.test(key)).length;
  } as never);
  return deleted;
}

async function keyCount(path: string): Promise<Record<string, number>> {
  const level = new ClassicLevel(`${path}/level`, { createIfMissing: false });
  const counts: Record<string, number> = {};
  for await (const key of level.keys()) counts[key.slice(0, 1)] = (counts[key.slice(0, 1)] ?? 0) + 1;
  await level.close();
  return counts;
}

test('a redelivery is recognised for seven days, over restarts, and then no more', async () => {
  const path = await newPath();
  const store = await openLevelStore({ path });
  store.inbox.deliver(() => undefined);
  await handle(store, 'wamid.1');
  await store.inbox.close();
  clock.setSystemTime(Date.now() + 7 * day);
  const again = await openLevelStore({ path });
  expect(await again.inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  clock.setSystemTime(Date.now() + 1);
  expect(await again.inbox.accept(message({ id: 'wamid.1' }))).toBe('accepted');
  await again.inbox.close();
});

test('rememberMs is read', async () => {
  const store = await openLevelStore({ path: await newPath(), rememberMs: 1_000 });
  store.inbox.deliver(() => undefined);
  await handle(store, 'wamid.1');
  clock.setSystemTime(Date.now() + 1_001);
  expect(await store.inbox.accept(message({ id: 'wamid.1' }))).toBe('accepted');
  await store.inbox.close();
});

test('what is old is deleted every ten minutes, and what is not stays', async () => {
  const path = await newPath();
  const store = await openLevelStore({ path });
  store.inbox.deliver(() => undefined);
  await Promise.all(Array.from({ length: 1_200 }, (_, index) => handle(store, `wamid.old-${index}`)));
  clock.setSystemTime(Date.now() + 6 * day);
  for (let index = 0; index < 30; index += 1) await handle(store, `wamid.new-${index}`);
  // Known again, so that its old entry is not its end.
  clock.setSystemTime(Date.now() + day + 1);
  await handle(store, 'wamid.old-3');
  const deleted = watchDeletions();
  clock.tick(10 * 60 * 1000);
  // Two each, and of the one that came again only one.
  await vi.waitFor(() => expect(deleted.count).toBe(2 * 1_200 - 1), { timeout: 10_000 });
  await store.inbox.close();
  expect(await keyCount(path)).toEqual({ i: 31, e: 31, p: 1 });
  const again = await openLevelStore({ path });
  expect(await again.inbox.accept(message({ id: 'wamid.old-3' }))).toBe('duplicate');
  expect(await again.inbox.accept(message({ id: 'wamid.new-3' }))).toBe('duplicate');
  await again.inbox.close();
});

test('marks are kept for 30 days, and for maxConversations, of which busy ones go last', async () => {
  const path = await newPath();
  const store = await openLevelStore({ path, maxConversations: 3 });
  const host = createFakeHost();
  store.attach(host);
  host.change('1:busy', { state: { mark: 0 }, busy: true });
  for (let index = 0; index < 5; index += 1) {
    host.change(`1:${index}`, { state: { mark: index }, busy: false });
    clock.setSystemTime(Date.now() + 1);
  }
  await store.inbox.close();
  const restored = async (): Promise<string[]> => {
    const opened = await openLevelStore({ path });
    const again = createFakeHost();
    opened.attach(again);
    await opened.inbox.close();
    return again.restored.map(({ conversation }) => conversation);
  };
  expect(await restored()).toEqual(['1:busy', '1:3', '1:4']);
  clock.setSystemTime(Date.now() + 30 * day + hour);
  const deleted = watchDeletions();
  const sweeping = await openLevelStore({ path });
  await vi.waitFor(() => expect(deleted.count).toBe(3));
  await sweeping.inbox.close();
  expect(await restored()).toEqual([]);
});

test('more dead letters than maxDead: the oldest give way, and it is told', async () => {
  const logger = createRecordingLogger();
  const store = await openLevelStore({ path: await newPath(), maxDead: 2, logger });
  store.inbox.deliver(() => undefined);
  for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) {
    const activity = message({ id });
    await store.inbox.accept(activity);
    await store.inbox.settle(activity, 'failed');
    clock.setSystemTime(Date.now() + 1);
  }
  clock.tick(10 * 60 * 1000);
  await vi.waitFor(async () => expect((await store.health()).dead).toBe(2));
  expect((await store.deadLetters.list()).map(({ id }) => id)).toEqual(['wamid.2', 'wamid.3']);
  expect(logger.entries).toMatchObject([{ level: 'warn', fields: { dropped: 1, maxDead: 2 } }]);
  await store.inbox.close();
});

test('the folder does not grow with what was handled, however long the bot runs', { timeout: 120_000 }, async () => {
  const path = await newPath();
  const store = await openLevelStore({ path });
  store.inbox.deliver(() => undefined);
  for (let month = 0; month < 5; month += 1) {
    for (let turn = 0; turn < 30; turn += 1) {
      const ids = Array.from({ length: 100 }, (_, index) => `wamid.${month}-${turn}-${index}`);
      const activities = ids.map((id) => message({ id, text: id.repeat(100) }));
      await Promise.all(activities.map((activity) => store.inbox.accept(activity)));
      await Promise.all(activities.map((activity) => store.inbox.settle(activity, 'handled')));
    }
    // That were 5 MB of texts. LevelDB holds the last few in its log.
    await clock.tickAsync(30 * day);
    await vi.waitFor(
      async () => {
        await clock.tickAsync(hour);
        expect(await bytesOf(path)).toBeLessThan(8_000_000);
      },
      { timeout: 20_000, interval: 50 },
    );
  }
  await store.inbox.close();
});

test('what a customer wrote is gone from the disk soon after it was handled', { timeout: 60_000 }, async () => {
  const path = await newPath();
  const store = await openLevelStore({ path });
  store.inbox.deliver(() => undefined);
  for (const id of ['wamid.1', 'wamid.2']) {
    await store.inbox.accept(message({ id, text: `secret of ${id}` }));
    if (id === 'wamid.1') await store.inbox.settle(message({ id }), 'handled');
  }
  expect(await bytesWith(path, 'secret of wamid.1')).toBe(true);
  await vi.waitFor(
    async () => {
      await clock.tickAsync(hour / 6);
      expect(await bytesWith(path, 'secret of wamid.1')).toBe(false);
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(await bytesWith(path, 'secret of wamid.2')).toBe(true);
  await store.inbox.close();
});
