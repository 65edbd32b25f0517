import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { damaged, unavailable } from './store-errors.js';
import { checkTable } from './verify/check-table.js';
import { logRecords } from './verify/log-records.js';
import { readManifest } from './verify/manifest.js';

/** How a folder is checked. */
export interface CheckOptions {
  /** What the store is called in errors. */
  readonly store: string;
  /** The end of a log may be missing: its last writer did not close it. */
  readonly mayBeTorn: boolean;
}

/**
 * Reads a LevelDB folder whole, changing nothing, since LevelDB itself does not look at its checksums: it would leave out
 * what is damaged, and tidy it away.
 *
 * @throws {StoreError} `STORE_DAMAGED` naming the file.
 */
export async function checkLevelFolder(folder: string, { store, mayBeTorn }: CheckOptions): Promise<void> {
  let file = 'CURRENT';
  const check = async <T>(name: string, work: (bytes: Buffer) => T): Promise<T> => {
    file = name;
    return work(await readFile(path.join(folder, name)));
  };
  try {
    const current = await check('CURRENT', (bytes) => /^(MANIFEST-\d+)\n$/.exec(bytes.toString())?.[1]);
    if (current === undefined) throw new Error('it names no manifest');
    const { logNumber, tables } = await check(current, (bytes) => readManifest(bytes, { mayBeTorn }));
    for (const [number, size] of tables) {
      await check(nameOf(number, 'ldb'), (bytes) => {
        if (bytes.length !== size) throw new Error('its size is wrong');
        checkTable(bytes);
      });
    }
    for (const number of await logsFrom(folder, logNumber)) {
      await check(nameOf(number, 'log'), (bytes) => {
        for (const _record of logRecords(bytes, { mayBeTorn }));
      });
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isLost = code === 'ENOENT';
    // The disk or its rights, not what is on it.
    if (code?.startsWith('E') && !isLost && !code.startsWith('ERR_')) throw unavailable(store, 'cannot be read', error);
    const what = isLost ? 'it is missing' : message;
    throw damaged(store, `${path.join(path.basename(folder), file)}: ${what}`, error);
  }
}

/** The logs that are read, the first of which has to be there. */
async function logsFrom(folder: string, first: number): Promise<readonly number[]> {
  const numbers = (await readdir(folder)).flatMap((name) => /^(\d+)\.log$/.exec(name)?.[1] ?? []).map(Number);
  return [...new Set([...(first > 0 ? [first] : []), ...numbers.filter((number) => number >= first)])];
}

function nameOf(number: number, extension: string): string {
  return `${String(number).padStart(6, '0')}.${extension}`;
}
