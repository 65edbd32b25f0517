import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killAll, start, startExample } from './example-process.js';
import { environmentOf, startStage, testMs } from './stage.js';

const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-durable-'));
const INBOX_PATH = path.join(folder, 'inbox');
afterAll(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

test('echo-durable answers what it had accepted when it was killed, and one instance has the folder', {
  timeout: testMs * 2,
}, async () => {
  // So long that nothing is answered before the kill.
  const stage = await startStage('echo-durable', {
    INBOX_PATH,
    RECEIPT_QUIET_MS: '60000',
    RECEIPT_MAX_WAIT_MS: '60000',
  });
  const { kaleyra, program } = stage;
  const customer = stage.newCustomer();
  await customer.says('one');
  await customer.says('two');

  const other = startExample('echo-durable', { ...environmentOf(kaleyra), INBOX_PATH });
  await other.line('stderr', /is in use by process \d+/);
  expect((await other.exited).code).not.toBe(0);
  program.signal('SIGKILL');
  await program.exited;
  expect(kaleyra.requests).toEqual([]);

  const next = startExample('echo-durable', { ...environmentOf(kaleyra), INBOX_PATH, RECEIPT_QUIET_MS: '100' });
  await stage.answered('send', 2);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['Echo: one', 'Echo: two']);
  expect(kaleyra.reads).toHaveLength(1);
  next.signal('SIGTERM');
  expect((await next.exited).code).toBe(0);

  const list = start([process.execPath, '--import', 'tsx', 'src/cli/main.ts', 'inbox', 'list', '--path', INBOX_PATH]);
  expect((await list.exited).code).toBe(0);
  await kaleyra.close();
});
