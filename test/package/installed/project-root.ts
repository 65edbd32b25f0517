import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of this project. */
export const root: string = path.resolve(import.meta.dirname, '../../..');

/** The package as it says it is. */
export const manifest: {
  readonly version: string;
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** The names a consumer imports the package by. */
export const entryNames: readonly string[] = Object.keys(manifest.exports)
  .filter((key) => !key.endsWith('.json'))
  .map((key) => path.posix.join('tidemark', key));
