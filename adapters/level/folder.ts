import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { damaged, foreign, unavailable, unsupported } from './store-errors.js';
import { syncFolder } from './sync-folder.js';

/** What is in the way or there: nothing yet, a store that was never finished, or a store. */
export type FolderState = 'new' | 'begun' | 'ready';

const MARKER = 'tidemark-store.json';
const BEGUN = 'tidemark-store.begun';
const KIND = 'level';
const FORMAT = 1;
// A fresh disk has it at its root.
const IGNORED = ['lost+found'];

/** Where LevelDB keeps its files. */
export function levelFolder(folder: string): string {
  return path.join(folder, 'level');
}

/**
 * Looks what a folder is, and changes nothing.
 *
 * @throws {StoreError} `STORE_FOREIGN`, `STORE_DAMAGED`, `STORE_UNSUPPORTED` or `STORE_UNAVAILABLE`.
 */
export async function inspectFolder(folder: string): Promise<FolderState> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => !IGNORED.includes(name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'new';
    if (code === 'ENOTDIR') throw foreign(folder, 'it is a file');
    throw unavailable(folder, 'cannot be read', error);
  }
  if (names.includes(MARKER)) {
    await checkMarker(folder);
    return 'ready';
  }
  if (names.includes(BEGUN)) return 'begun';
  if (names.length > 0) throw foreign(folder, `it has other files, such as ${JSON.stringify(names[0])}`);
  return 'new';
}

async function checkMarker(folder: string): Promise<void> {
  let marker: { tidemark?: unknown; format?: unknown };
  try {
    marker = JSON.parse(await readFile(path.join(folder, MARKER), 'utf8')) as typeof marker;
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(folder, `${MARKER} cannot be read`, error);
    throw unavailable(folder, 'cannot be read', error);
  }
  if (marker?.tidemark !== KIND) throw foreign(folder, `${MARKER} is of something else`);
  if (marker.format !== FORMAT) throw unsupported(folder, marker.format);
}

/** Makes the folder, marked as one that is not finished. */
export async function beginFolder(folder: string): Promise<void> {
  await disk(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(folder, BEGUN), `${JSON.stringify({ tidemark: KIND, format: FORMAT })}\n`, {
      flush: true,
    });
  });
}

/** Marks it as finished: what is in it now is a store. */
export async function finishFolder(folder: string): Promise<void> {
  await disk(folder, async () => {
    await rename(path.join(folder, BEGUN), path.join(folder, MARKER));
    await syncFolder(folder);
    await syncFolder(path.dirname(folder));
  });
}

async function disk(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unavailable(folder, 'cannot be written to', error);
  }
}
