import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { inUse } from './store-errors.js';

// For all copies of this package in the process.
const registry: unique symbol = Symbol.for('tidemark.level.open') as never;

/**
 * Claims a folder in this process, until the function that it gives is called. LevelDB would refuse, too, and thereby
 * let go of the lock that keeps other processes out.
 *
 * @throws {StoreError} `STORE_IN_USE`.
 */
export async function claimFolder(store: string): Promise<() => void> {
  // By one name, whatever link leads to it.
  const folder = await realpath(store);
  const holder = globalThis as { [registry]?: Set<string> };
  holder[registry] ??= new Set();
  const claimed = holder[registry];
  if (claimed.has(folder)) throw inUse(store, 'this process already');
  claimed.add(folder);
  return () => void claimed.delete(folder);
}

/**
 * Looks, where the system tells, whether another process holds LevelDB's lock: LevelDB renames a file before it finds out.
 *
 * @throws {StoreError} `STORE_IN_USE`.
 */
export async function checkLock(store: string, folder: string): Promise<void> {
  let locks: string;
  let lock: { dev: number; ino: number };
  try {
    locks = await readFile('/proc/locks', 'utf8');
    lock = await stat(path.join(folder, 'LOCK'));
  } catch {
    return;
  }
  const [major, minor] = [(lock.dev >> 8) & 0xfff, (lock.dev & 0xff) | ((lock.dev >> 12) & 0xfff00)];
  const device = [major, minor].map((number) => number.toString(16).padStart(2, '0')).join(':');
  // Such as `1: POSIX  ADVISORY  WRITE 26455 fe:00:2319277 0 EOF`
  const holder = locks.split('\n').find((line) => line.includes(` WRITE `) && line.includes(` ${device}:${lock.ino} `));
  if (holder !== undefined) throw inUse(store, `process ${/WRITE\s+(-?\d+)/.exec(holder)?.[1] ?? 'unknown'}`);
}
