import path from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { killAll, start } from '../../examples/example-process.js';
import { startStage, story, violations } from '../../examples/stage.js';
import { type Consumer, newConsumer } from './consumer.js';
import { root } from './project-root.js';

afterEach(killAll);

/** A project with an example in it, without its types: the package it imports is the installed one. */
async function withExample(name: string): Promise<Consumer> {
  const consumer = newConsumer({ type: 'module' });
  const examples = path.join(root, 'examples');
  const files = [`${name}.ts`, 'support/environment.ts', 'support/serve.ts'].map((file) => path.join(examples, file));
  const options = ['--format=esm', '--log-level=warning', `--outbase=${examples}`, '--outdir=.'];
  const compiled = await consumer.node('../node_modules/esbuild/bin/esbuild', ...files, ...options);
  expect(compiled).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  return consumer;
}

test.each(inject('installed').nodes)(
  'the example echo-custom reads, echoes and ends on Node $major',
  async ({ program }) => {
    const { folder } = await withExample('echo-custom');
    const stage = await startStage(
      'echo-custom',
      { RECEIPT_QUIET_MS: '0' },
      {
        start: (name, env) =>
          start([program, '--throw-deprecation', '--trace-warnings', path.join(folder, `${name}.js`)], env),
      },
    );
    const id = await stage.newCustomer().says('hello');
    await stage.answered('send', 1);
    expect(story(stage.kaleyra)).toEqual([`read ${id}`, 'send Echo: hello']);
    expect(violations(stage.kaleyra)).toEqual([]);
    stage.program.signal('SIGTERM');
    expect(await stage.program.exited).toEqual({ code: 0, signal: null });
    expect(stage.program.stderr).toEqual([]);
    await stage.kaleyra.close();
  },
);
