import { expect } from 'vitest';
import type { Consumer } from './consumer.js';

/** What the programs that load the package print. */
export interface Report {
  readonly files: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly played: Readonly<Record<string, unknown>>;
}

/** Ways to load a package, the programs that do, and the files they are to be given. */
export const ways = [
  ['require', 'load.cjs', '.cjs'],
  ['import', 'load.mjs', '.mjs'],
] as const;

/** Entries that every program needs to play with others. */
export const common = ['tidemark', 'tidemark/testing', 'tidemark/adapters/node'] as const;

/** Loads entries and plays with each adapter; not a line may be printed about it. */
export async function load(
  consumer: Consumer,
  program: string,
  { entries, node = process.execPath }: { entries: readonly string[]; node?: string },
): Promise<Report> {
  for (const file of ['bots.cjs', 'play.cjs', 'report.cjs', program]) consumer.copy(file);
  const { exitCode, stdout, stderr } = await consumer.nodeOf(node, program, ...entries);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}
