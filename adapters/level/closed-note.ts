import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { damaged, unavailable } from './store-errors.js';
import { syncFolder } from './sync-folder.js';

const NOTE = 'closed.json';

/** What LevelDB's folder held when it was closed: the sizes of its files in bytes, by their names. */
type ClosedFiles = Readonly<Record<string, number>>;

/**
 * Checks a folder against the note of its last close; tells whether there is one, which there is not after a crash.
 *
 * A file that is missing or was cut cannot always be told from a crash: with the note it can.
 *
 * @throws {StoreError} `STORE_DAMAGED` naming the file.
 */
export async function checkClosedNote(store: string, folder: string): Promise<boolean> {
  let noted: ClosedFiles;
  let found: ClosedFiles;
  let current: string;
  try {
    noted = JSON.parse(await readFile(path.join(store, NOTE), 'utf8')) as ClosedFiles;
    found = await sizesIn(folder);
    current = found.CURRENT === undefined ? '' : await readFile(path.join(folder, 'CURRENT'), 'utf8');
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(store, `${NOTE} cannot be read`, error);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unavailable(store, 'cannot be read', error);
  }
  // Some other tool has opened it since, and that is no damage.
  const [, manifest] = /^(MANIFEST-\d+)\n$/.exec(current) ?? [];
  if (manifest !== undefined && noted[manifest] === undefined) return false;
  for (const [name, size] of Object.entries(noted)) {
    const file = path.join(path.basename(folder), name);
    if (found[name] === undefined) throw damaged(store, `${file}: it is missing`);
    if (found[name] !== size) throw damaged(store, `${file}: its size is not what it was when the store was closed`);
  }
  return true;
}

/** Notes how the folder is closed. */
export async function writeClosedNote(store: string, folder: string): Promise<void> {
  const [draft, note] = [path.join(store, `${NOTE}.draft`), path.join(store, NOTE)];
  await writeFile(draft, `${JSON.stringify(await sizesIn(folder))}\n`, { flush: true });
  await rename(draft, note);
  await syncFolder(store);
}

/** Takes the note away, for good, before anything changes. */
export async function removeClosedNote(store: string): Promise<void> {
  try {
    await rm(path.join(store, NOTE), { force: true });
    await syncFolder(store);
  } catch (error) {
    throw unavailable(store, 'cannot be written to', error);
  }
}

async function sizesIn(folder: string): Promise<ClosedFiles> {
  const names = (await readdir(folder)).filter((name) => /^(\d+\.(log|ldb)|MANIFEST-\d+|CURRENT)$/.test(name));
  const sizes = await Promise.all(
    names.map(async (name) => [name, (await stat(path.join(folder, name))).size] as const),
  );
  return Object.fromEntries(sizes);
}
