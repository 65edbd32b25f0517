import { mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ClassicLevel } from 'classic-level';
import { isStoreError } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { expect, test } from 'vitest';
import { message } from '../../helpers/activities.js';
import { fingerprint, newPath, useFolders } from './folder-tools.js';

useFolders();

/** Opening fails with this code, names the folder, says what to do, and changes nothing. */
async function refused(folder: string, code: string): Promise<void> {
  const before = await fingerprint(path.dirname(folder));
  const error: unknown = await openLevelStore({ path: folder }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isStoreError(error) && error.code).toBe(code);
  expect((error as Error).message).toContain(folder);
  expect((error as Error).message).toMatch(/: (give|restore|end|use|see) /);
  expect(await fingerprint(path.dirname(folder))).toBe(before);
}

test('a folder that is not there is made, for this user alone', async () => {
  const folder = path.join(await newPath(), 'deep', 'er');
  const store = await openLevelStore({ path: folder });
  await store.inbox.close();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('an empty folder is taken, also the root of a fresh disk', async () => {
  const folder = await newPath();
  await mkdir(path.join(folder, 'lost+found'), { recursive: true });
  await (await openLevelStore({ path: folder })).inbox.close();
  await (await openLevelStore({ path: folder })).inbox.close();
});

test('a folder with other files is foreign', async () => {
  const folder = await newPath();
  await mkdir(folder);
  await writeFile(path.join(folder, 'notes.txt'), 'mine');
  await refused(folder, 'STORE_FOREIGN');
});

test('a file is foreign', async () => {
  const file = await newPath();
  await writeFile(file, 'mine');
  await refused(file, 'STORE_FOREIGN');
});

test("another program's LevelDB is foreign", async () => {
  const folder = await newPath();
  const level = new ClassicLevel(folder);
  await level.put('key', 'value');
  await level.close();
  await refused(folder, 'STORE_FOREIGN');
});

test('a folder with a file of our name and another content is foreign', async () => {
  const folder = await newPath();
  await mkdir(folder);
  await writeFile(path.join(folder, 'tidemark-store.json'), '{"tidemark":"else"}');
  await refused(folder, 'STORE_FOREIGN');
});

test('a later format is not supported', async () => {
  const folder = await newPath();
  await (await openLevelStore({ path: folder })).inbox.close();
  await writeFile(path.join(folder, 'tidemark-store.json'), '{"tidemark":"level","format":2}');
  await refused(folder, 'STORE_UNSUPPORTED');
});

test('what says that it is a store and cannot be read is damaged', async () => {
  const folder = await newPath();
  await (await openLevelStore({ path: folder })).inbox.close();
  await writeFile(path.join(folder, 'tidemark-store.json'), '{"tide');
  await refused(folder, 'STORE_DAMAGED');
});

test('a store that was never finished is finished', async () => {
  const folder = await newPath();
  await (await openLevelStore({ path: folder })).inbox.close();
  await rename(path.join(folder, 'tidemark-store.json'), path.join(folder, 'tidemark-store.begun'));
  await (await openLevelStore({ path: folder })).inbox.close();
  expect(await readdir(folder)).toContain('tidemark-store.json');
});

test('with create false nothing is made where there is nothing', async () => {
  const folder = await newPath();
  await expect(openLevelStore({ path: folder, create: false })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(await readdir(path.dirname(folder))).toEqual([]);
});

test('with create false a store that is there is opened', async () => {
  const folder = await newPath();
  await (await openLevelStore({ path: folder })).inbox.close();
  await (await openLevelStore({ path: folder, create: false })).inbox.close();
});

test('a second time in the same process, by whatever name, it is in use, and nothing is changed', async () => {
  const folder = await newPath();
  const store = await openLevelStore({ path: folder });
  await store.inbox.accept(message({ id: 'wamid.1' }));
  const link = await newPath();
  await symlink(folder, link);
  await refused(folder, 'STORE_IN_USE');
  await refused(link, 'STORE_IN_USE');
  expect(await store.inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  await store.inbox.close();
  await (await openLevelStore({ path: link })).inbox.close();
});

test('a path under which nothing can be made is not available', async () => {
  const file = await newPath();
  await writeFile(file, '');
  const error: unknown = await openLevelStore({ path: path.join(file, 'store') }).catch((error: unknown) => error);
  expect(isStoreError(error) && ['STORE_FOREIGN', 'STORE_UNAVAILABLE'].includes(error.code)).toBe(true);
  expect(await readFile(file, 'utf8')).toBe('');
});
