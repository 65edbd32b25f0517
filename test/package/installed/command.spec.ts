import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Store } from 'tidemark';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { openLevelStore } from 'tidemark/adapters/level';
import { afterEach, expect, inject, onTestFinished, test } from 'vitest';
import { killAll, start } from '../../examples/example-process.js';
import { message } from '../../helpers/activities.js';

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

/** Runs the installed command to its end. */
async function inbox(place: 'bare' | 'full', ...args: string[]): Promise<{ said: string[]; code: number | null }> {
  const program = realpathSync(path.join(inject('installed')[place], 'node_modules/.bin/tidemark'));
  const run = start([process.execPath, program, 'inbox', ...args]);
  const { code } = await run.exited;
  return { said: [...run.stdout, ...run.stderr], code };
}

/** A message that was given up. */
async function giveUp({ inbox }: Pick<Store, 'inbox'>): Promise<void> {
  const activity = message({ id: 'wamid.1', text: 'secret' });
  const given = new Promise<unknown>((resolve) => inbox.deliver(resolve));
  await inbox.accept(activity);
  await given;
  await inbox.settle(activity, 'failed');
  await inbox.close();
}

test('tidemark inbox lists, replays and drops what is dead in a folder', async () => {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'tidemark-inbox-')), 'store');
  onTestFinished(() => rm(path.dirname(folder), { recursive: true }));
  await giveUp(await openLevelStore({ path: folder }));
  const listed = await inbox('full', 'list', '--path', folder);
  expect(listed).toEqual({ said: [expect.stringMatching(/ wamid\.1$/), '1 message'], code: 0 });
  expect(await inbox('full', 'replay', 'wamid.1', '--path', folder)).toEqual({ said: ['replayed wamid.1'], code: 0 });
  const [said] = (await inbox('full', 'drop', 'wamid.1', '--path', folder)).said;
  expect(said).toBe('error: There is no such message: wamid.1');
});

test('tidemark inbox lists and drops what is dead on a Redis', async () => {
  const { redisUrl } = inject('installed');
  const prefix = `test-${randomUUID()}`;
  const place = ['--redis', redisUrl, '--prefix', prefix];
  await giveUp(createBullmqStore({ connection: redisUrl, prefix }));
  const listed = await inbox('full', 'list', ...place);
  expect(listed).toEqual({ said: [expect.stringMatching(/ wamid\.1$/), '1 message'], code: 0 });
  expect(await inbox('full', 'drop', 'wamid.1', ...place)).toEqual({ said: ['dropped wamid.1'], code: 0 });
});

test.each([
  ['classic-level', ['--path', '/nowhere']],
  ['bullmq ioredis', ['--redis', 'redis://127.0.0.1:1']],
])('tidemark inbox without %s says what to install', async (peer, place) => {
  const { said, code } = await inbox('bare', 'list', ...place);
  expect(said.join('\n')).toContain(`npm install ${peer}`);
  expect(code).toBe(1);
});
