import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { directions, never } from './directions.js';
import { allowed, refused } from './import-samples.js';
import { computed, importsOf } from './imports-of.js';
import { named, reachOf, refusedImports, type Source, sourceOf } from './sources.js';

const root = path.resolve(import.meta.dirname, '../..');

function read(folder: string): Source[] {
  return (
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
      // The emulator's page runs in a browser, and is a program of its own.
      .filter((name) => !name.split(path.sep).join('/').startsWith('emulator/page/'))
      .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
      .map((file) => sourceOf(file, readFileSync(path.join(root, file), 'utf8')))
  );
}

const sources = [...read('src'), ...read('adapters')];
const parts = [...new Set(sources.map(({ part }) => part))].sort();

test('every part has a row in the table, and every row a part', () => {
  expect(parts).toEqual(Object.keys(directions).sort());
});

test('every relative import ends in .js and leads to a file of src or adapters', () => {
  const files = new Set(sources.map(({ file }) => file));
  const lost = sources.flatMap(({ file, imports }) =>
    imports.filter((name) => /^(\.\.|src|adapters)\//.test(name) && !files.has(name)).map((name) => [file, name]),
  );
  expect(lost).toEqual([]);
});

describe.each(parts)('%s', (part) => {
  test('imports only the parts and packages it may', () => {
    const wrong = sources
      .filter((source) => source.part === part)
      .flatMap((source) => refusedImports(source).map((imported) => `${source.file} > ${imported}`));
    expect(wrong).toEqual([]);
  });

  test('leads to nothing it never knows, over any number of imports', () => {
    const unknown = never[part] ?? ['testing'];
    const ways = [...reachOf(part, sources)].filter(([imported]) => unknown.includes(named(imported)));
    expect(ways.map(([, way]) => way)).toEqual([]);
  });
});

const forms: readonly [what: string, code: (module: string) => string][] = [
  ['an import', (module) => `import { a } from '${module}';`],
  ['an import of a type', (module) => `import type { A } from '${module}';`],
  ['an import for its effect', (module) => `import '${module}';`],
  ['an export', (module) => `export { a } from '${module}';`],
  ['an export of all', (module) => `export * from '${module}';`],
  ['an import() type', (module) => `export type A = import('${module}').A;`],
  ['a typeof import() type', (module) => `export type A = readonly (typeof import('${module}'))[];`],
  ['an import() call', (module) => `export const a = async () => (await import('${module}')).a;`],
  ['an import() call with a template', (module) => `export const a = import(\`${module}\`);`],
  ['a require call', (module) => `const { a } = require('${module}');`],
  ['a require.resolve call', (module) => `const a = require.resolve('${module}');`],
  ['an import.meta.resolve call', (module) => `const a = import.meta.resolve('${module}');`],
  ['an import of a require', (module) => `import a = require('${module}');`],
  ['an augmentation', (module) => `declare module '${module}' { interface A { b: 1 } }`],
  ['a reference', (module) => `/// <reference path="${module}" />`],
  ['a reference to types', (module) => `/// <reference types="${module}" />`],
];

describe.each(forms)('%s', (_what, code) => {
  test('is refused against the directions', () => {
    const passed = refused.filter(([file, module]) => refusedImports(sourceOf(file, code(module))).length !== 1);
    expect(passed).toEqual([]);
  });

  test('is allowed along the directions', () => {
    const wrong = allowed.filter(([file, module]) => refusedImports(sourceOf(file, code(module))).length > 0);
    expect(wrong).toEqual([]);
  });
});

describe('the imports of a file', () => {
  test('are seen beside one another', () => {
    expect(importsOf("import a from 'a';\nexport const b: import('b').B = await import('c');")).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test.each(['const a = import(name);', 'const a = require(name);', "const a = import('./' + name);"])(
    'are refused where the module is computed: %s',
    (code) => {
      expect(importsOf(code)).toEqual([computed]);
      expect(refusedImports(sourceOf('src/stream/x.ts', code))).toEqual([computed]);
    },
  );

  test('are not those in a text or a comment', () => {
    expect(importsOf(`// import './a.js'\n/** @example import './b.js'; */\nconst a = "import './c.js'";`)).toEqual([]);
  });
});

test('a way over two imports is followed', () => {
  const over = [sourceOf('src/inbox/a.ts', "import '../b.js';"), sourceOf('src/b.ts', "import './kaleyra/c.js';")];
  expect(reachOf('inbox', over).get('src/kaleyra/c.ts')).toBe('src/inbox/a.ts > src/b.ts > src/kaleyra/c.ts');
});
