import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ClassicLevel } from 'classic-level';
import sinon from 'sinon';
import { type LevelStore, openLevelStore } from 'tidemark/adapters/level';
import { afterEach, describe, expect, type TestContext, test, vi } from 'vitest';
import { message } from '../../helpers/activities.js';
import { newPath, useFolders } from './folder-tools.js';

useFolders();
const mounted: string[] = [];
afterEach(() => {
  sinon.restore();
  for (const folder of mounted.splice(0)) execFileSync('umount', [folder]);
});

/** A disk of this size, where this user may mount one. */
async function smallDisk(size: string, { skip }: Pick<TestContext, 'skip'>): Promise<string> {
  const folder = await newPath();
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return skip('no disk can be mounted here');
  }
  mounted.push(folder);
  return folder;
}

/** Fills a disk to the last byte. */
async function fillDisk(disk: string): Promise<string> {
  const file = path.join(disk, 'filler');
  for (let left = 1; left > 0; ) {
    const { bavail, bsize } = await statfs(disk);
    left = bavail * bsize;
    if (left > 0) await writeFile(file, Buffer.alloc(left), { flag: 'a' }).catch(() => undefined);
  }
  return file;
}

const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}.${index}`);

/** Accepts until it fails. */
async function acceptUntilItFails(store: LevelStore): Promise<{ accepted: string[]; error: unknown }> {
  const accepted: string[] = [];
  for (let index = 0; index < 5_000; index += 1) {
    const id = `wamid.fill-${index}`;
    try {
      await store.inbox.accept(message({ id, text: 'x'.repeat(2_000) }));
      accepted.push(id);
    } catch (error) {
      return { accepted, error };
    }
  }
  throw new Error('the disk was never full');
}

describe('a full disk', () => {
  test('refuses what comes, loses nothing accepted, and takes messages again when there is room', {
    timeout: 60_000,
  }, async (context) => {
    const disk = await smallDisk('24m', context);
    const folder = path.join(disk, 'store');
    const store = await openLevelStore({ path: folder });
    const emitted: string[] = [];
    store.inbox.deliver(({ id }) => emitted.push(id ?? ''));
    const before = ids('wamid.before', 10);
    for (const id of before) await store.inbox.accept(message({ id }));
    const filler = await fillDisk(disk);
    const { accepted, error } = await acceptUntilItFails(store);
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((error as Error).message).toContain(folder);
    expect((await store.health()).reachable).toBe(false);
    // Settled while it is full: written when there is room.
    const done = before.slice(0, 5);
    const settling = done.map(async (id) => store.inbox.settle(message({ id }), 'handled'));
    await expect(store.inbox.accept(message())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

    await rm(filler);
    await vi.waitFor(async () => expect((await store.health()).reachable).toBe(true), { timeout: 20_000 });
    await Promise.all(settling);
    expect(await store.inbox.accept(message({ id: 'wamid.after' }))).toBe('accepted');
    await vi.waitFor(() => expect(emitted).toContain('wamid.after'));
    await store.inbox.close();

    const again = await openLevelStore({ path: folder });
    const found: string[] = [];
    again.inbox.deliver(({ id }) => found.push(id ?? ''));
    const { waiting } = await again.health();
    await vi.waitFor(() => expect(found).toHaveLength(waiting ?? 0));
    // A write that failed may be there all the same, and was handed out then.
    expect(found).toEqual(expect.arrayContaining([...before.slice(5), ...accepted, 'wamid.after']));
    expect(found.filter((id) => done.includes(id))).toEqual([]);
    expect(new Set(found).size).toBe(found.length);
    await again.inbox.close();
  });

  test('keeps a store from being opened, with a typed error, and it is whole afterwards', {
    timeout: 60_000,
  }, async (context) => {
    const disk = await smallDisk('24m', context);
    const folder = path.join(disk, 'store');
    const store = await openLevelStore({ path: folder });
    for (const id of ids('wamid', 50)) await store.inbox.accept(message({ id, text: 'x'.repeat(2_000) }));
    await store.inbox.close();
    const filler = await fillDisk(disk);
    await expect(openLevelStore({ path: folder })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await rm(filler);
    const again = await openLevelStore({ path: folder });
    expect((await again.health()).waiting).toBe(50);
    await again.inbox.close();
  });
});

describe('a write that fails', () => {
  test('fails all that shared it; the store opens LevelDB anew before it writes again', async () => {
    const store = await openLevelStore({ path: await newPath() });
    const failing = sinon.replace(
      ClassicLevel.prototype,
      'batch',
      sinon.fake.rejects(
        Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' }),
      ) as never,
    );
    const opening = sinon.spy(ClassicLevel.prototype, 'open');
    const answers = await Promise.allSettled(
      [message(), message()].map(async (activity) => store.inbox.accept(activity)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await store.health()).waiting).toBe(0);
    expect(failing).toBeDefined();
    sinon.restore();
    expect(opening.callCount).toBe(0);
    await vi.waitFor(async () => expect((await store.health()).reachable).toBe(true));
    expect(await store.inbox.accept(message())).toBe('accepted');
    await store.inbox.close();
  });

  test('that is on the disk all the same is handed out, counted and recognised', async () => {
    const store = await openLevelStore({ path: await newPath() });
    const emitted: string[] = [];
    store.inbox.deliver(({ id }) => emitted.push(id ?? ''));
    await store.inbox.accept(message({ id: 'wamid.1' }));
    await vi.waitFor(() => expect(emitted).toEqual(['wamid.1']));
    const batch = ClassicLevel.prototype.batch as (this: unknown, ...args: unknown[]) => Promise<void>;
    sinon.replace(ClassicLevel.prototype, 'batch', async function (this: unknown, ...args: unknown[]) {
      await batch.apply(this, args);
      throw Object.assign(new Error('IO error: sync failed'), { code: 'LEVEL_IO_ERROR' });
    } as never);
    await expect(store.inbox.accept(message({ id: 'wamid.2' }))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    sinon.restore();
    await vi.waitFor(() => expect(emitted).toEqual(['wamid.1', 'wamid.2']), { timeout: 10_000 });
    expect(await store.inbox.accept(message({ id: 'wamid.2' }))).toBe('duplicate');
    await vi.waitFor(async () => expect((await store.health()).waiting).toBe(2));
    await store.inbox.close();
  });

  test('while it fails the store can be closed; what was done is told as not written', async () => {
    const warn = sinon.fake();
    const logger = { debug: warn, info: warn, warn, error: warn };
    const path = await newPath();
    const store = await openLevelStore({ path, logger });
    store.inbox.deliver(() => undefined);
    const activity = message({ id: 'wamid.1' });
    await store.inbox.accept(activity);
    sinon.replace(
      ClassicLevel.prototype,
      'batch',
      sinon.fake.rejects(Object.assign(new Error('IO error'), { code: 'LEVEL_IO_ERROR' })) as never,
    );
    const settling = store.inbox.settle(activity, 'handled');
    const rejected = expect(settling).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await vi.waitFor(async () => expect((await store.health()).reachable).toBe(false));
    await store.inbox.close();
    await rejected;
    expect(warn.calledOnce).toBe(true);
    sinon.restore();
    const again = await openLevelStore({ path });
    expect((await again.health()).waiting).toBe(1);
    await again.inbox.close();
  });
});
