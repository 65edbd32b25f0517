import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer as createBot } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { emulatorCommand, environmentLines } from '../../src/cli/emulator-command.js';
import { pageFolder } from '../../src/cli/page-folder.js';
import type { Due, Update } from '../../src/emulator/protocol.js';
import { asha, openPage, type Page } from '../emulator/server-rig.js';
import { type Exit, killAll, type Program, root, start } from '../examples/example-process.js';

const webhook = ['--webhook', 'http://127.0.0.1:9/webhook'];
const timeout = 60_000;

/** The page is built by another test or by hand: here a small one does. */
const page = path.join(root, 'test/emulator/server-page');

function run(...args: string[]): Program {
  return start([process.execPath, '--import', 'tsx', 'test/cli/tidemark.ts', ...args], { PAGE: page });
}

afterEach(killAll);

describe('tidemark', () => {
  it.each([[['--help']], [[]]])('%j tells its commands', { timeout }, async (args) => {
    const program = start([process.execPath, '--import', 'tsx', 'src/cli/main.ts', ...args]);
    expect(await program.exited).toEqual({ code: 0, signal: null } satisfies Exit);
    expect(program.stdout.join('\n')).toMatch(/^Usage: tidemark .* emulator .* doctor .* inbox /s);
    expect(program.stderr).toEqual([]);
  });

  it('an unknown command exits 1 and is named', { timeout }, async () => {
    const program = start([process.execPath, '--import', 'tsx', 'src/cli/main.ts', 'emulate']);
    expect(await program.exited).toEqual({ code: 1, signal: null } satisfies Exit);
    expect(program.stderr[0]).toBe("error: unknown command 'emulate'");
  });

  it('emulator --help has examples', { timeout }, async () => {
    const program = start([process.execPath, '--import', 'tsx', 'src/cli/main.ts', 'emulator', '--help']);
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout).toContain('  tidemark emulator --webhook http://127.0.0.1:3978/webhook');
  });

  it('emulator prints what a bot needs and ends at a signal', { timeout }, async () => {
    const program = run(
      'emulator',
      ...webhook,
      '--port',
      '0',
      '--secret',
      `it's`,
      '--fail',
      '500:0.5',
      '429:0.25',
      '--fail',
      'drop:0.25',
    );
    const line = await program.line('stdout', /^The phone is at /);
    const url = line.replace('The phone is at ', '');
    expect(program.stdout).toEqual([
      'The bot needs in its environment:',
      '',
      `  KALEYRA_BASE_URL=${url}`,
      '  KALEYRA_SID=HXFAKE0000000097IN',
      '  KALEYRA_API_KEY=A000000000000000000000000000fa4e0',
      String.raw`  WEBHOOK_SECRET='it'\''s'`,
      '',
      'and passes them on, unless it reads its environment as the examples do:',
      '',
      '  new KaleyraClient({ region: { baseUrl: process.env.KALEYRA_BASE_URL }, … })',
      "  createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret: process.env.WEBHOOK_SECRET } } })",
      '',
      `Webhooks go to ${webhook[1]}`,
      line,
    ]);
    expect((await fetch(url)).status).toBe(200);
    // A page that listens must not keep the process.
    await fetch(`${url}/api/events`);
    program.signal('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stderr).toEqual([]);
  });

  it('emulator takes its faults and its window from the flags', { timeout }, async () => {
    const bot = createBot((_request, response) => response.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void bot.close());
    await once(bot, 'listening');
    const address = `http://127.0.0.1:${(bot.address() as AddressInfo).port}`;
    const flags = ['--latency', '20', '--fail', '500:0.5', 'drop:0.25', '--fail', '429:0.1'];
    const window = ['--quiet', '30', '--max-wait', '40'];
    const program = run('emulator', '--webhook', address, '--port', '0', ...flags, ...window);
    const url = (await program.line('stdout', /^The phone is at /)).replace('The phone is at ', '');
    await say(url);
    const page = await until(url, ({ updates }) => updates.some((update) => dueOf(update) !== undefined));
    expect(page.updates.map(dueOf).find((due) => due !== undefined)).toMatchObject({ quietMs: 30, maxWaitMs: 40 });
    const [first] = page.updates;
    expect(first).toMatchObject({
      state: {
        faults: {
          latencyMs: 20,
          failure: { kind: '500', share: 0.5 },
          others: [
            { kind: 'drop', share: 0.25 },
            { kind: '429', share: 0.1 },
          ],
        },
      },
    });
    program.signal('SIGTERM');
    await program.exited;
  });

  it('emulator says when the bot is not reached, and when it is again', { timeout }, async () => {
    const bot = createBot((_request, response) => response.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void bot.close());
    await once(bot, 'listening');
    const { port } = bot.address() as AddressInfo;
    bot.close();
    await once(bot, 'close');
    const address = `http://127.0.0.1:${port}/webhook`;
    const program = run('emulator', '--webhook', address, '--port', '0');
    const url = (await program.line('stdout', /^The phone is at /)).replace('The phone is at ', '');
    await say(url);
    expect(await program.line('stderr', /is not reached/)).toBe(
      `The bot at ${address} is not reached (connect ECONNREFUSED 127.0.0.1:${port}): messages wait, and it is tried again. Is it running?`,
    );
    bot.listen(port, '127.0.0.1');
    await program.line('stdout', /is reached again\.$/);
    program.signal('SIGTERM');
    await program.exited;
    expect(program.stderr).toHaveLength(1);
  });

  it('emulator warns when others reach it, and ends at SIGINT', { timeout }, async () => {
    const program = run('emulator', ...webhook, '--port', '0', '--host', '0.0.0.0');
    const line = await program.line('stdout', /^The phone is at /);
    expect(line).toMatch(/^The phone is at http:\/\/127\.0\.0\.1:\d+$/);
    expect(program.stdout).toContain('  WEBHOOK_AUTH=none');
    expect(await program.line('stderr', /^Warning/)).toMatch(
      /0\.0\.0\.0 is reached by others.*The API takes calls under any host name/,
    );
    program.signal('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  });

  it('emulator says that its port is taken', { timeout }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const program = run('emulator', ...webhook, '--port', String(port));
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.stderr).toEqual([`error: Port ${port} of 127.0.0.1 is taken: choose another one with --port.`]);
  });
});

async function say(url: string): Promise<void> {
  const body = JSON.stringify({ do: 'say', customer: asha, text: 'hi' });
  await fetch(`${url}/api/actions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** The first page that was told so. */
function until(url: string, isTrue: (page: Page) => boolean): Promise<Page> {
  return new Promise((resolve, reject) => {
    let page: Page | undefined;
    const check = (): void => {
      if (page !== undefined && isTrue(page)) resolve(page);
    };
    openPage({ url }, check).then((opened) => {
      page = opened;
      check();
    }, reject);
  });
}

function dueOf(update: Update): Due | undefined {
  if (update.type === 'entry') return update.entry.due;
  return update.type === 'state' ? update.state.entries.find(({ due }) => due !== undefined)?.due : undefined;
}

/** Parses in this process; gives the one thing it has to say. */
async function complaint(args: readonly string[], folder: string = page): Promise<string> {
  let said = '';
  const output = { out: () => undefined, err: () => undefined };
  const command = emulatorCommand(folder, output)
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text), writeOut: () => undefined });
  const program = new Command().exitOverride().addCommand(command);
  await expect(program.parseAsync(['node', 'tidemark', 'emulator', ...args])).rejects.toMatchObject({ exitCode: 1 });
  return said.trim();
}

describe('a mistake is one sentence', () => {
  it.each([
    [[], /^error: required option '--webhook <url>' not specified$/],
    [['--webhook', 'localhost:3978'], /^error: .*--webhook.*Expected an address such as http:.*$/],
    [[...webhook, '--port', '70000'], /^error: .*--port.*Expected a whole number from 0 to 65535\.$/],
    [[...webhook, '--latency', '-1'], /^error: .*--latency.*Expected a whole number from 0 to 60000\.$/],
    [[...webhook, '--fail', '500'], /^error: .*--fail.*such as 500:0\.1\.$/],
    [[...webhook, '--fail', '418:0.1'], /^error: .*--fail.*one of 429, 500, 401, lowBalance, drop.*$/],
    [[...webhook, '--fail', '500:1.1'], /^error: .*--fail.*a share from 0 to 1.*$/],
    [[...webhook, '--fail', '500:0.6', '--fail', '401:0.6'], /^error: .*add up to more than 1\.$/],
    [[...webhook, '--quiet', 'soon'], /^error: .*--quiet.*Expected a whole number from 0 to 60000\.$/],
    [[...webhook, '--max-wait', '999'], /^error: --max-wait is less than --quiet: .*$/],
    [[...webhook, '--secret', ''], /^error: .*--secret.*not empty\.$/],
    [[...webhook, '--no-such-flag'], /^error: unknown option '--no-such-flag'$/],
    [
      [...webhook, '--port', '0', '--host', 'no.such.invalid'],
      /^error: no\.such\.invalid is no address of this machine.*$/,
    ],
  ])('%j', async (args, sentence) => {
    expect(await complaint(args)).toMatch(sentence);
  });

  it('a page that is not built says what to run', async () => {
    expect(await complaint(webhook, '/no/such/folder')).toMatch(/^error: The page is not built .*npm run build/);
  });
});

it('a bot without a secret is told so', () => {
  const emulator = { baseUrl: 'http://x', sid: 's', apiKey: 'k' } as Parameters<typeof environmentLines>[0];
  expect(environmentLines(emulator, undefined).at(-1)).toBe('WEBHOOK_AUTH=none');
});

it('the page lies in dist, of the source and of the package', () => {
  const built = path.join(root, 'dist/emulator/page');
  expect(pageFolder(path.join(root, 'src/cli'))).toBe(built);
  expect(pageFolder('/no/such/package/dist/cli')).toBe('/no/such/package/dist/emulator/page');
  expect(existsSync(path.join(root, 'src/cli/main.ts'))).toBe(true);
});
