import { openLevelStore } from 'tidemark/adapters/level';
import { afterEach, expect, test } from 'vitest';
import { killAll, type Program, start } from '../../examples/example-process.js';
import { fingerprint, newPath, useFolders } from './folder-tools.js';

useFolders();
afterEach(killAll);
const timeout = 60_000;

const openElsewhere = (path: string): Program =>
  start([process.execPath, '--import', 'tsx', 'test/adapters/level/other-process.ts'], { STORE_PATH: path });

test('a folder that another process has open is in use, and left as it is', { timeout }, async () => {
  const path = await newPath();
  const other = openElsewhere(path);
  await other.line('stdout', /^open$/);
  const before = await fingerprint(path);
  await expect(openLevelStore({ path })).rejects.toMatchObject({
    code: 'STORE_IN_USE',
    message: expect.stringContaining(path),
  });
  expect(await fingerprint(path)).toBe(before);
});

test('what this process has open is in use for another one', { timeout }, async () => {
  const path = await newPath();
  const store = await openLevelStore({ path });
  const other = openElsewhere(path);
  expect(await other.line('stdout', /./)).toMatch(new RegExp(`^STORE_IN_USE .*${path}.* process ${process.pid}\\b`));
  await store.inbox.close();
  const next = openElsewhere(path);
  expect(await next.line('stdout', /./)).toBe('open');
});

test('a process that was killed leaves nothing in the way', { timeout }, async () => {
  const path = await newPath();
  const other = openElsewhere(path);
  await other.line('stdout', /^open$/);
  other.signal('SIGKILL');
  await other.exited;
  await (await openLevelStore({ path })).inbox.close();
});
