import { realpathSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { killAll, start } from '../../examples/example-process.js';

afterEach(killAll);

const nodes = inject('installed').nodes;
/** What `npx tidemark` starts. */
const command = realpathSync(path.join(inject('installed').bare, 'node_modules/.bin/tidemark'));

test.each(nodes)('tidemark emulator serves its page on Node $major, without any optional peer', async ({ program }) => {
  const webhook = 'http://127.0.0.1:1/webhook';
  const flags = ['--throw-deprecation', '--trace-warnings'];
  const emulator = start([program, ...flags, command, 'emulator', '--webhook', webhook, '--port', '0']);
  const line = await emulator.line('stdout', /^The phone is at /);
  const url = new URL(line.replace('The phone is at ', ''));
  const page = await fetch(url);
  expect(page.status).toBe(200);
  const [, script] = /<script [^>]*src="([^"]+)"/.exec(await page.text()) ?? [];
  const asset = await fetch(new URL(script ?? 'missing', url));
  expect(asset.status).toBe(200);
  await asset.body?.cancel();
  emulator.signal('SIGTERM');
  expect(await emulator.exited).toMatchObject({ signal: null });
  expect(emulator.stderr).toEqual([]);
});
