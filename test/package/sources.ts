import path from 'node:path';
import { directions, namedAs, partOf } from './directions.js';
import { importsOf } from './imports-of.js';

/** A file and what it imports: files by their path from the project's folder, packages by their name. */
export interface Source {
  readonly file: string;
  readonly part: string;
  readonly imports: readonly string[];
}

/** Reads a file's imports. */
export function sourceOf(file: string, code: string): Source {
  const folder = path.posix.dirname(file);
  const imports = importsOf(code).map((name) =>
    name.startsWith('.') ? path.posix.join(folder, name).replace(/\.js$/, '.ts') : name,
  );
  return { file, part: partOf(file), imports };
}

const isFile = (name: string): boolean => /^(src|adapters)\/.*\.ts$/.test(name);

/** What is imported, by the name the table has for it: `rxjs/operators` is `rxjs`, Node's modules are named whole. */
export function named(imported: string): string {
  if (isFile(imported)) return namedAs(imported);
  return imported.startsWith('node:') ? imported : imported.split('/', imported.startsWith('@') ? 2 : 1).join('/');
}

/** The imports of a file that the table does not allow. */
export function refusedImports({ part, imports }: Source): string[] {
  const { parts = [], packages = [] } = directions[part] ?? {};
  return imports
    .filter((imported) => !isFile(imported) || partOf(imported) !== part)
    .filter((imported) => ![...parts, ...packages].includes(named(imported)));
}

/** What a part leads to over any number of imports, each with the way there. */
export function reachOf(part: string, sources: readonly Source[]): Map<string, string> {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const ways = new Map<string, string>();
  const open = sources.filter((source) => source.part === part).map(({ file, imports }) => ({ way: file, imports }));
  for (const { way, imports } of open) {
    for (const imported of imports) {
      if (ways.has(imported)) continue;
      ways.set(imported, `${way} > ${imported}`);
      const next = byFile.get(imported);
      if (next !== undefined) open.push({ way: `${way} > ${imported}`, imports: next.imports });
    }
  }
  return ways;
}
