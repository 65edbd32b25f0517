import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { killAll, root, start } from './example-process.js';
import { testMs } from './stage.js';

const folder = path.join(root, 'examples');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const examples = files.filter((file) => path.dirname(file) === '.');
const { name: packageName, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, unknown>;
};
const publicNames = Object.keys(exports).map((key) => path.posix.join(packageName, key));

/** What a file imports, statically or dynamically. */
function importsOf(file: string): string[] {
  const code = readFileSync(path.join(folder, file), 'utf8');
  return [...code.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
}

afterEach(killAll);

describe('the examples', () => {
  test.each(examples)('%s is 50 lines or shorter', (file) => {
    const lines = readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(50);
  });

  test.each(files)('%s imports the package by its public names only', (file) => {
    const imports = importsOf(file);
    const ofPackage = imports.filter((name) => name.split('/')[0] === packageName);
    expect(publicNames).toEqual(expect.arrayContaining(ofPackage));
    const outside = imports
      .filter((name) => name.startsWith('.') || path.isAbsolute(name) || name.startsWith('file:'))
      .filter((name) => path.relative(folder, path.resolve(folder, path.dirname(file), name)).startsWith('..'));
    expect(outside).toEqual([]);
  });

  test('each imports the package', () => {
    for (const file of examples) expect(importsOf(file), file).toContain(packageName);
  });

  test('npm run example without a name lists the examples and exits 1', { timeout: testMs }, async () => {
    const run = start(['npm', 'run', 'example']);
    expect(await run.exited).toEqual({ code: 1, signal: null });
    const listed = run.stderr.map((line) => line.trim());
    expect(listed).toEqual(expect.arrayContaining(examples.map((file) => file.replace(/\.ts$/, ''))));
  });
});
