import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowed, refused, type Sample } from './import-samples.js';

const root = path.resolve(import.meta.dirname, '../..');
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** A file that lint is given, and the rule that must refuse it. */
interface Fixture {
  /** The form of the import. */
  readonly what: string;
  readonly file: string;
  readonly code: string;
  readonly rule: string;
}

/** One fixture for each sample, in a file of its own. */
function fixtures(samples: readonly Sample[], what: string, rule: string, code: (module: string) => string): Fixture[] {
  return samples.map(([file, module], index) => ({
    what,
    file: file.replace('x.ts', `${what.replaceAll(/\W+/g, '-')}-${index}.ts`),
    code: `${code(module)}\n`,
    rule,
  }));
}

const imports = 'lint/style/noRestrictedImports';
const statically = (module: string): string => `import { a } from '${module}';\n\nexport const b: unknown = a;`;
const wrong: readonly Fixture[] = [
  ...fixtures(refused, 'import', imports, statically),
  ...fixtures(
    refused,
    'import type',
    imports,
    (module) => `import type { A } from '${module}';\n\nexport type B = A[];`,
  ),
  ...fixtures(refused, 'export', imports, (module) => `export { a } from '${module}';`),
  ...fixtures(refused, 'dynamic import', imports, (module) => `export const a: unknown = await import('${module}');`),
  ...fixtures(
    [
      ['src/stream/x.ts', '../errors.js'],
      ['adapters/node/x.ts', '../../src/index.js'],
    ],
    'require',
    'lint/style/noCommonJs',
    (module) => `export const a: unknown = require('${module}');`,
  ),
  ...['activity', 'receipts/core'].flatMap((folder) =>
    ['setTimeout', 'setInterval', 'setImmediate', 'fetch'].map((name) => global(folder, name)),
  ),
  ...['receipts/shell', 'inbox', 'stream', 'webhook'].map((folder) => global(folder, 'fetch')),
];

function global(folder: string, name: string): Fixture {
  return {
    what: `use of ${name}`,
    file: `src/${folder}/${name.toLowerCase()}.ts`,
    code: `export const a: unknown = ${name};\n`,
    rule: 'lint/style/noRestrictedGlobals',
  };
}

interface Report {
  readonly exitCode: number | null;
  /** The rules broken, by file. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
}

let folder: string;

/** Runs the project's lint over fixtures, in the project's folders but without its files. */
function lint(name: string, given: readonly Fixture[]): Report {
  const cwd = path.join(folder, name);
  for (const { file, code } of given) {
    mkdirSync(path.join(cwd, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(cwd, file), code);
  }
  cpSync(path.join(root, 'biome.json'), path.join(cwd, 'biome.json'));
  const args = ['lint', '--vcs-enabled=false', '--error-on-warnings', '--max-diagnostics=none', '--reporter=json', '.'];
  const { status, stdout } = spawnSync(process.execPath, [biome, ...args], { cwd, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  const broken = new Map<string, string[]>(given.map(({ file }) => [file, []]));
  for (const { category, location } of diagnostics) broken.get(location.path.replaceAll('\\', '/'))?.push(category);
  return { exitCode: status, broken };
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tidemark-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('against the directions lint', () => {
  let report: Report;

  beforeAll(() => {
    report = lint('refused', wrong);
  });

  test('fails', () => {
    expect(report.exitCode).toBe(1);
  });

  test.each([...new Set(wrong.map(({ what }) => what))])('refuses each %s', (form) => {
    const passed = wrong.filter(({ what, file, rule }) => what === form && !report.broken.get(file)?.includes(rule));
    expect(passed.map(({ file, code }) => `${path.dirname(file)}: ${code}`)).toEqual([]);
  });
});

describe('along the directions lint', () => {
  const right = fixtures(allowed, 'import', imports, statically);

  test('passes', () => {
    const { exitCode, broken } = lint('allowed', right);
    expect([...broken].filter(([, rules]) => rules.length > 0)).toEqual([]);
    expect(exitCode).toBe(0);
  });
});

test('one refused import is enough to fail', () => {
  const [one] = wrong;
  if (one === undefined) throw new Error('there are no fixtures');
  expect(lint('one', [one])).toEqual({ exitCode: 1, broken: new Map([[one.file, [imports]]]) });
});
