import { afterEach, expect, it } from 'vitest';
import type { Bubble } from '../../src/emulator/protocol.js';
import { openPage, type Page } from '../emulator/server-rig.js';
import { killAll, type Program, start } from '../examples/example-process.js';

const timeout = 90_000;

function npmStart(args: string[], env: Record<string, string> = {}): Program {
  return start([process.execPath, '--import', 'tsx', 'scripts/start.js', ...args], env, { group: true });
}

/** Resolves once the page was told of such a bubble. */
async function told(url: string, isTrue: (bubble: Bubble) => boolean): Promise<Page> {
  let check = (): void => undefined;
  const page = await openPage({ url }, () => check());
  await new Promise<void>((resolve) => {
    check = () => {
      const bubbles = page.updates.flatMap((update) => {
        if (update.type === 'state') return update.state.bubbles;
        return update.type === 'bubble' ? update.bubble : [];
      });
      if (bubbles.some(isTrue)) resolve();
    };
    check();
  });
  return page;
}

afterEach(killAll);

it('starts the emulator and the bot asked for, which reads and answers, and ends both', { timeout }, async () => {
  const program = npmStart(['--bot', 'echo-custom', '--port', '0']);
  const line = await program.line('stdout', /^The phone is at /);
  const url = line.replace('The phone is at ', '');
  expect(await (await fetch(url)).text()).toContain('<title>tidemark emulator</title>');
  const action = { do: 'say', customer: '919800000001', text: 'hi' };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/api/actions`, { method: 'POST', headers, body: JSON.stringify(action) });
  await told(url, ({ ticks }) => ticks === 'read');
  await told(url, ({ content }) => content.kind === 'text' && content.text === 'Echo: hi');
  // The pages are open still: they keep nobody.
  program.signal('SIGTERM');
  expect(await program.exited).toEqual({ code: 0, signal: null });
  await expect(fetch(url)).rejects.toThrow();
});

it.each([
  [['--bot', 'parrot'], 'There is no bot called "parrot".'],
  [['--port', 'x'], '--port: expected a port from 0 to 65535, got x'],
])('with %j it says what is wrong', { timeout }, async (args, sentence) => {
  const program = npmStart(args);
  expect(await program.exited).toEqual({ code: 1, signal: null });
  expect(program.stderr[0]).toBe(sentence);
});

it('--help lists the examples that wait for webhooks', { timeout }, async () => {
  const program = npmStart(['--help']);
  expect(await program.exited).toEqual({ code: 0, signal: null });
  const bots = ['assistant', 'dialog-bot', 'echo-cluster', 'echo-custom', 'media', 'parcel-bot', 'subscribe'];
  expect(program.stdout).toEqual(expect.arrayContaining(bots.map((name) => `  ${name}`)));
  for (const name of ['demo', 'proactive-notice']) expect(program.stdout).not.toContain(`  ${name}`);
});

it('a bot that needs what is not there says so, and ends the emulator', { timeout }, async () => {
  const program = npmStart(['--bot', 'echo-cluster', '--port', '0'], { REDIS_URL: 'redis://127.0.0.1:1' });
  expect(await program.exited).toEqual({ code: 1, signal: null });
  expect(program.stderr.slice(-3)).toEqual([
    '[tidemark] Redis at 127.0.0.1:1 cannot be reached or does not answer: check that it runs',
    'echo-cluster has ended (1).',
    'It needs Redis: at redis://127.0.0.1:6379, or where REDIS_URL says.',
  ]);
});
