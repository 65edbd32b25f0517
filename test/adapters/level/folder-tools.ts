import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

/** A path in a folder that is removed after the test; there is nothing at it. */
export async function newPath(): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), 'tidemark-level-'));
  made.push(parent);
  return path.join(parent, 'store');
}

/** Removes what `newPath` has made. */
export function useFolders(): void {
  afterEach(async () => {
    await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
}

/**
 * All that is in a folder, as one text: names, sizes, times and contents. LevelDB's `LOCK` is not opened, since closing it
 * would let go of this process's lock.
 */
export async function fingerprint(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const lines = names.map(async (name) => {
    const file = path.join(folder, name);
    const { mode, mtimeMs, size } = await stat(file);
    const isRead = (await stat(file)).isFile() && path.basename(name) !== 'LOCK';
    const hash = isRead
      ? createHash('sha256')
          .update(await readFile(file))
          .digest('hex')
      : '';
    return [name, mode, mtimeMs, size, hash].join(' ');
  });
  return (await Promise.all(lines)).join('\n');
}

/** What the files of a folder take. */
export async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Whether a text stands in one of LevelDB's files. */
export async function bytesWith(store: string, text: string): Promise<boolean> {
  const files = await levelFiles(store, /\.(log|ldb)$/);
  const contents = await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.alloc(0))));
  return contents.some((content) => content.includes(text));
}

/** Copies a store as a crash at this moment would leave it. */
export async function crashCopy(from: string): Promise<string> {
  const to = await newPath();
  await cp(from, to, { recursive: true, preserveTimestamps: true, filter: (name) => path.basename(name) !== 'LOCK' });
  return to;
}

/** LevelDB's files of a kind, in order. */
export async function levelFiles(store: string, kind: RegExp): Promise<string[]> {
  const folder = path.join(store, 'level');
  return (await readdir(folder))
    .filter((name) => kind.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}
