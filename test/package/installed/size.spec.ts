import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { entryNames, root } from './project-root.js';
import { run } from './run.js';

test('every entry keeps its size budget', async () => {
  const folder = path.join(inject('installed').full, 'node_modules/tidemark');
  cpSync(path.join(root, '.size-limit.json'), path.join(folder, '.size-limit.json'));
  const program = path.join(path.dirname(createRequire(import.meta.url).resolve('size-limit/package.json')), 'bin.js');
  const { stdout } = await run(process.execPath, [program, '--json'], { cwd: folder });
  const sizes = JSON.parse(stdout) as readonly { name: string; passed: boolean; size: number }[];
  expect(sizes.filter(({ passed }) => !passed)).toEqual([]);
  expect(sizes.map(({ name }) => name)).toEqual(expect.arrayContaining([...entryNames]));
});
