import { ClassicLevel } from 'classic-level';
import { isStoreError, type StoreError } from '../../src/index.js';
import { del, type KeyRange, keys, type Operation, put, type Row, textOf } from './records.js';
import { closed, codeOf, damaged, inUse, unavailable } from './store-errors.js';

/** LevelDB, opened again by itself after the disk has failed. */
export interface Database {
  readonly path: string;
  /** Why nothing can be read or written just now; nothing while it can. */
  problem(): StoreError | undefined;
  read(keys: readonly string[]): Promise<(string | undefined)[]>;
  rows(range: KeyRange, options: { after?: string; limit: number }): Promise<Row[]>;
  keysOf(range: KeyRange, options: { after?: string; limit: number }): Promise<string[]>;
  write(operations: readonly Operation[], options: { sync: boolean }): Promise<void>;
  /** Takes what was deleted in a range off the disk; LevelDB by itself keeps it for as long as the range stays quiet. */
  compact(range: KeyRange): Promise<void>;
  /** Takes note of what a call has failed with, and gives the error to tell; from then on nothing else is done. */
  fail(error: unknown): StoreError;
  /** Calls back each time the disk works again. */
  onRecovered(listener: () => void): void;
  close(): Promise<void>;
}

// Compressed, an index could not be verified (see verify/): ids hardly compress, and messages are gone soon.
const options = { compression: false };
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/**
 * Opens LevelDB in a folder; `path` is what the store is called in errors.
 *
 * After a failed write LevelDB's log may end in half a record, and what LevelDB would write behind it could not be read
 * again: nothing more is written before it has been opened anew.
 */
export async function openDatabase(
  folder: string,
  { path, create }: { path: string; create: boolean },
): Promise<Database> {
  let level = await open(create);
  let problem: StoreError | undefined;
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let recovering: Promise<void> | undefined;
  let isClosed = false;
  const listeners: (() => void)[] = [];

  async function open(createIfMissing: boolean): Promise<ClassicLevel> {
    const opened = new ClassicLevel(folder, { ...options, createIfMissing });
    try {
      await opened.open();
      return opened;
    } catch (error) {
      throw toStoreError(error, path, 'could not be opened');
    }
  }

  function fail(error: unknown): StoreError {
    const known = isStoreError(error) ? error : toStoreError(error, path, 'could not be read or written');
    if (isClosed || problem?.code === 'STORE_DAMAGED') return problem ?? closed(path);
    const first = problem === undefined;
    problem = known;
    if (known.code === 'STORE_DAMAGED') {
      clearTimeout(timer);
      // LevelDB would go on tidying up.
      recovering = Promise.resolve(recovering)
        .then(() => level.close())
        .catch(() => undefined);
    } else if (first) tryLater();
    return known;
  }

  function tryLater(): void {
    timer = setTimeout(() => {
      recovering = recover();
    }, retryMs);
    timer.unref();
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }

  async function recover(): Promise<void> {
    try {
      await level.close();
      level = await open(false);
      await level.batch([put(keys.probe, '')], { sync: true });
    } catch (error) {
      if (isClosed) return;
      fail(error);
      if (problem?.code !== 'STORE_DAMAGED') tryLater();
      return;
    }
    if (isClosed) return;
    problem = undefined;
    retryMs = FIRST_RETRY_MS;
    for (const listener of listeners) listener();
  }

  /** Does something with an open database; what fails is noted. */
  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw closed(path);
    if (problem !== undefined) throw problem;
    try {
      return await work();
    } catch (error) {
      throw fail(error);
    }
  }

  const bounds = ({ gte, lt }: KeyRange, after: string | undefined): object =>
    after === undefined ? { gte, lt } : { gt: after, lt };

  return {
    path,
    problem: () => (isClosed ? closed(path) : problem),
    fail,
    read: (wanted) =>
      attempt(async () => {
        const values = await level.getMany([...wanted]);
        return values.map((value, index) =>
          value === undefined ? undefined : textOf([wanted[index] as string, value], path),
        );
      }),
    rows: (range, { after, limit }) =>
      attempt(async () => {
        const rows = await level.iterator({ ...bounds(range, after), limit }).all();
        return rows.map((row) => [row[0], textOf(row, path)] as const);
      }),
    keysOf: (range, { after, limit }) => attempt(() => level.keys({ ...bounds(range, after), limit }).all()),
    write: (operations, { sync }) => attempt(() => level.batch([...operations], { sync })),
    compact: ({ gte, lt }) =>
      attempt(async () => {
        // What lies deepest is only written anew where something of its range comes from above.
        await level.batch([del(gte), del(lt)], { sync: false });
        await level.compactRange(gte, lt);
      }),
    onRecovered: (listener) => void listeners.push(listener),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await recovering;
      await level.close().catch(() => undefined);
    },
  };
}

function toStoreError(error: unknown, path: string, what: string): StoreError {
  const code = codeOf(error);
  if (code === 'LEVEL_LOCKED') return inUse(path, 'another process', error);
  if (code === 'LEVEL_CORRUPTION') return damaged(path, 'LevelDB cannot read it', error);
  return unavailable(path, what, error);
}
