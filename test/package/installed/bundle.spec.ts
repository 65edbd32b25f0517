import { cpSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { newConsumer } from './consumer.js';
import { echoedEachWay } from './echoes.js';
import { run } from './run.js';

// In an ESM bundle, what is CommonJS among the packages still asks for `require`.
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
// The Agents SDK asks for it where it is installed.
const external = '--external:@opentelemetry/*';
const formats = [
  ['ESM', ['--format=esm', '--outfile=bundle.mjs', `--banner:js=${banner}`], 'bundle.mjs'],
  ['CommonJS', ['--format=cjs', '--outfile=bundle.cjs'], 'bundle.cjs'],
] as const;

test.each(formats)(
  'bundled by esbuild as %s, both SDKs included, R3: it echoes without any package beside it',
  async (_format, args, file) => {
    const consumer = newConsumer();
    consumer.copy('echo.ts');
    const usual = ['--bundle', '--platform=node', '--target=node20.19', '--log-level=warning', external];
    const bundled = await consumer.node('../node_modules/esbuild/bin/esbuild', 'echo.ts', ...usual, ...args);
    expect(bundled).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const folder = mkdtempSync(path.join(path.dirname(inject('installed').full), 'bundled-'));
    cpSync(path.join(consumer.folder, file), path.join(folder, file));
    const flags = ['--throw-deprecation', '--trace-warnings'];
    const { exitCode, stdout, stderr } = await run(process.execPath, [...flags, file], { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(echoedEachWay);
  },
);
