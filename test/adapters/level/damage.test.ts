import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ClassicLevel } from 'classic-level';
import { isStoreError } from 'tidemark';
import { type LevelStore, openLevelStore } from 'tidemark/adapters/level';
import { describe, expect, test, vi } from 'vitest';
import { message } from '../../helpers/activities.js';
import { crashCopy, fingerprint, levelFiles, newPath, useFolders } from './folder-tools.js';

useFolders();

const timeout = 120_000;
const count = 40;
const ids = Array.from({ length: count }, (_, index) => `wamid.${index}`);

async function fill(store: LevelStore): Promise<void> {
  for (const id of ids) await store.inbox.accept(message({ id }));
}

/** A store with messages in a table and in a log, closed. */
async function closedStore(): Promise<string> {
  const folder = await newPath();
  const first = await openLevelStore({ path: folder });
  await fill(first);
  await first.inbox.close();
  const second = await openLevelStore({ path: folder });
  await second.inbox.accept(message({ id: 'wamid.last' }));
  await second.inbox.close();
  return folder;
}

/** Opening fails, names the folder and changes nothing. */
async function isDamaged(folder: string, what: string): Promise<void> {
  const before = await fingerprint(folder);
  const opened: unknown = await openLevelStore({ path: folder }).catch((error: unknown) => error);
  if (!isStoreError(opened)) {
    await (opened as LevelStore).inbox.close();
    throw new Error(`it was opened: ${what}`);
  }
  expect(opened.code, what).toBe('STORE_DAMAGED');
  expect(opened.message).toContain(folder);
  expect(await fingerprint(folder), what).toBe(before);
}

/** The ids of what a store hands out. */
async function contentOf(folder: string): Promise<string[]> {
  const store = await openLevelStore({ path: folder });
  const found: string[] = [];
  store.inbox.deliver(({ id }) => found.push(id ?? ''));
  const { waiting } = await store.health();
  await vi.waitFor(() => expect(found).toHaveLength(waiting ?? 0));
  await store.inbox.close();
  return found;
}

const kinds = [/^CURRENT$/, /^MANIFEST/, /\.ldb$/, /\.log$/];

describe('a closed store', () => {
  test('is not damaged by itself', { timeout }, async () => {
    const folder = await closedStore();
    for (const kind of kinds) expect(await levelFiles(folder, kind), String(kind)).not.toHaveLength(0);
    expect(await contentOf(folder)).toEqual([...ids, 'wamid.last']);
  });

  test.each(kinds)('with one byte of %s changed anywhere is damaged', { timeout }, async (kind) => {
    const folder = await closedStore();
    for (const file of await levelFiles(folder, kind)) {
      const bytes = await readFile(file);
      const step = Math.max(1, Math.floor(bytes.length / 60));
      for (let offset = 0; offset < bytes.length; offset += step) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8((changed.readUInt8(offset) ^ 0x21) & 0xff, offset);
        // The padding of a table's footer is the one place that means nothing.
        if (isPadding(file, offset, bytes)) continue;
        await writeFile(file, changed);
        await isDamaged(folder, `${path.basename(file)} at ${offset} of ${bytes.length}`);
      }
      await writeFile(file, bytes);
    }
  });

  test.each(kinds)('with %s cut anywhere is damaged', { timeout }, async (kind) => {
    const folder = await closedStore();
    for (const file of await levelFiles(folder, kind)) {
      const bytes = await readFile(file);
      for (let part = 0; part < 20; part += 1) {
        await writeFile(file, bytes);
        await truncate(file, Math.floor((bytes.length * part) / 20));
        await isDamaged(folder, `${path.basename(file)} cut to ${part} twentieths`);
      }
      await writeFile(file, bytes);
    }
  });

  test.each(kinds)('without %s is damaged', { timeout }, async (kind) => {
    const folder = await closedStore();
    for (const file of await levelFiles(folder, kind)) {
      const kept = await newPath();
      await copyFile(file, kept);
      await rm(file);
      await isDamaged(folder, `without ${path.basename(file)}`);
      await copyFile(kept, file);
    }
  });

  test('that another tool for LevelDB has opened since is not damaged', { timeout }, async () => {
    const folder = await closedStore();
    const level = new ClassicLevel(path.join(folder, 'level'));
    await level.open();
    await level.close();
    expect(await contentOf(folder)).toEqual([...ids, 'wamid.last']);
  });

  test('without any of its files is damaged', { timeout }, async () => {
    const folder = await closedStore();
    await rm(path.join(folder, 'level'), { recursive: true });
    await isDamaged(folder, 'without all');
  });
});

/** A table ends in two handles, which may be padded, and a magic number. */
function isPadding(file: string, offset: number, bytes: Buffer): boolean {
  if (!file.endsWith('.ldb')) return false;
  const footer = bytes.length - 48;
  return offset >= footer + 4 && offset < bytes.length - 8 && bytes[offset] === 0;
}

describe('a store that was not closed', () => {
  test('with its log cut anywhere has all that is whole, in order, and nothing else', { timeout }, async () => {
    const folder = await newPath();
    const store = await openLevelStore({ path: folder });
    await fill(store);
    const crashed = await crashCopy(folder);
    await store.inbox.close();
    const [log = ''] = await levelFiles(crashed, /\.log$/);
    const { length } = await readFile(log);
    let least = 0;
    for (let part = 1; part <= 30; part += 1) {
      const image = await crashCopy(crashed);
      await truncate(path.join(image, 'level', path.basename(log)), Math.floor((length * part) / 30));
      const found = await contentOf(image);
      expect(found).toEqual(ids.slice(0, found.length));
      expect(found.length).toBeGreaterThanOrEqual(least);
      least = found.length;
    }
    expect(least).toBe(count);
  });

  test('with zeros behind its log, as a power failure leaves them, has all that is whole', { timeout }, async () => {
    const folder = await newPath();
    const store = await openLevelStore({ path: folder });
    await fill(store);
    const crashed = await crashCopy(folder);
    await store.inbox.close();
    const [log = ''] = await levelFiles(crashed, /\.log$/);
    await writeFile(log, Buffer.concat([await readFile(log), Buffer.alloc(5_000)]));
    expect(await contentOf(crashed)).toEqual(ids);
  });

  test('with a byte changed inside its log is damaged', { timeout }, async () => {
    const folder = await newPath();
    const store = await openLevelStore({ path: folder });
    await fill(store);
    const crashed = await crashCopy(folder);
    await store.inbox.close();
    const [log = ''] = await levelFiles(crashed, /\.log$/);
    const bytes = await readFile(log);
    // The last record may be one that was never written whole.
    for (let offset = 0; offset < bytes.length - 1_000; offset += 61) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(offset) ^ 0x80, offset);
      await writeFile(log, changed);
      await isDamaged(crashed, `at ${offset} of ${bytes.length}`);
    }
  });
});
