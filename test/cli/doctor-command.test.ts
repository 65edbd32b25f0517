import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Command, CommanderError } from 'commander';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { doctorCommand } from '../../src/cli/doctor-command.js';
import type { DoctorHost } from '../../src/cli/doctor-command-host.js';
import { type DoctorFlags, doctorSettings, placeOfBot } from '../../src/cli/doctor-command-settings.js';
import { findingIds } from '../../src/doctor/finding.js';
import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage } from '../../src/testing/index.js';
import { killAll, type Program, root, start } from '../examples/example-process.js';

const timeout = 120_000;
const apiKey = 'A0123456789abcdef0123456789abcdef';
const secret = 'a-webhook-secret';

afterEach(killAll);

async function kaleyra(): Promise<FakeKaleyra> {
  const fake = await startFakeKaleyra({ apiKey });
  onTestFinished(() => fake.close());
  return fake;
}

function environment({ baseUrl, sid }: FakeKaleyra): Record<string, string> {
  return { KALEYRA_BASE_URL: baseUrl, KALEYRA_SID: sid, KALEYRA_API_KEY: apiKey, WEBHOOK_SECRET: secret };
}

describe('the process', () => {
  const run = (env: Record<string, string>, ...args: string[]): Program =>
    start([process.execPath, '--import', 'tsx', 'src/cli/main.ts', 'doctor', ...args], env);

  it('of a sound account prints each finding and ends with 0', { timeout }, async () => {
    const program = run(environment(await kaleyra()), '--number', '+910000000001');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stderr).toEqual([]);
    const findings = program.stdout.slice(0, findingIds.length);
    expect(findings.map((line) => line.split(/ +/)[1])).toEqual([...findingIds]);
    expect(findings).toContain('ok       credentials        Kaleyra takes the SID and the API key.');
    expect(program.stdout.at(-1)).toBe('10 ok, 0 warn, 0 fail, 0 unknown, 6 skipped');
  });

  it('with --json prints one array, and ends with 1 when something failed, without a secret', { timeout }, async () => {
    const fake = await kaleyra();
    const wrong = { ...environment(fake), KALEYRA_API_KEY: 'A99999999999999999999999999999999' };
    const program = run(
      wrong,
      '--json',
      '--number',
      '+910000000001',
      '--webhook',
      `${fake.baseUrl}/webhook?t=${secret}`,
    );
    expect(await program.exited).toEqual({ code: 1, signal: null });
    const printed = program.stdout.join('\n');
    const findings = JSON.parse(printed) as Record<string, unknown>[];
    expect(findings.map(({ id }) => id)).toEqual([...findingIds]);
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual(['id', 'state', 'message']);
      expect(finding.state).toMatch(/^(ok|warn|fail|skipped|unknown)$/);
      expect(finding.message).toMatch(/^[^\n]+\.$/);
    }
    expect(findings).toContainEqual(expect.objectContaining({ id: 'credentials', state: 'fail' }));
    expect(printed).not.toMatch(/a-webhook-secret|A9999/);
  });

  it('ends with 2 where the command was not understood', { timeout }, async () => {
    const program = run({}, '--timeout', '0');
    expect(await program.exited).toEqual({ code: 2, signal: null });
    expect(program.stderr[0]).toMatch(/^error: .*--timeout.*from 1 to 3600000/);
  });

  it('with --phone and nobody to answer goes on to the end', { timeout }, async () => {
    const program = run(
      environment(await kaleyra()),
      '--number',
      '+910000000001',
      '--phone',
      '--listen',
      '0',
      '--wait',
      '100',
    );
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.stdout).toContainEqual(
      expect.stringMatching(/^fail +phone\.webhook +No webhook came within 0\.1 s/),
    );
    expect(program.stderr).toContainEqual(
      expect.stringMatching(/^Send this text from the phone to \+910000000001: tidemark \d{4}$/),
    );
  });

  it('with --phone is led through by answers on its input', { timeout }, async () => {
    const fake = await kaleyra();
    const env = { PATH: process.env.PATH ?? '', ...environment(fake) };
    const args = ['--number', '+910000000001', '--phone', '--listen', '0', '--wait', '2000', '--json'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'doctor', ...args], {
      cwd: root,
      env,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const printed = text(child.stdout);
    let url = '';
    for await (const line of createInterface({ input: child.stderr })) {
      const [, port] = /on port (\d+) of/.exec(line) ?? [];
      if (port !== undefined) url = `http://127.0.0.1:${port}/`;
      const [, code] = /: (tidemark \d{4})$/.exec(line) ?? [];
      if (code === undefined) continue;
      child.stdin.write('y\nn\n');
      const messages = [textMessage({ id: 'wamid.1', text: code })];
      const webhook = kaleyraWebhook({ from: '919876543210', businessNumber: '910000000001', messages });
      await fake.postWebhook(url, webhook, { headers: { 'x-webhook-secret': secret } });
    }
    expect(await exited).toEqual([1, null]);
    const findings = JSON.parse(await printed) as { id: string; state: string }[];
    const states = Object.fromEntries(findings.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ 'phone.webhook': 'ok', 'phone.typing': 'ok', 'phone.read': 'fail' });
    expect(fake.reads.at(-1)).toMatchObject({ messageId: 'wamid.1', typing: true });
  });

  it('--help says why the secrets are no flags, and ends with 0', { timeout }, async () => {
    const program = run({}, '--help');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout.join('\n')).toMatch(/are no flags: everybody on the machine sees those in ps/);
  });
});

/** Parses in this process; gives what it said and how it ends. */
async function parse(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ said: string; codes: number[] }> {
  let said = '';
  const codes: number[] = [];
  const host: DoctorHost = {
    env,
    nodeVersion: '20.19.0',
    out: (line) => {
      said += `${line}\n`;
    },
    err: () => undefined,
    ask: () => Promise.resolve(undefined),
    exitCode: (code) => void codes.push(code),
    quit: (code) => {
      codes.push(code);
      throw new CommanderError(code, 'quit', 'quit');
    },
  };
  const command = doctorCommand(host).configureOutput({
    writeErr: (written) => {
      said += written;
    },
    writeOut: () => undefined,
  });
  const program = new Command().exitOverride().addCommand(command);
  await program.parseAsync(['node', 'tidemark', 'doctor', ...args]).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return { said: said.trim(), codes };
}

describe('a mistake is one sentence and the exit code 2', () => {
  it.each<[readonly string[], RegExp]>([
    [['--webhook', 'bot.example.com'], /--webhook.*Expected an address such as/],
    [['--header', 'a b'], /--header.*Expected the name of a header/],
    [['--sid', ''], /--sid.*not empty/],
    [['--wait', '1.5'], /--wait.*whole number/],
    [['--listen', '70000'], /--listen.*from 0 to 65535/],
    [['--region', 'in', '--base-url', 'https://x.io'], /--region.*cannot be used with.*--base-url/],
    [['--api-key', 'A1'], /unknown option '--api-key'/],
    [['--secret', 's'], /unknown option '--secret'/],
  ])('%j', async (args, sentence) => {
    const { said, codes } = await parse(args);
    expect(said).toMatch(/^error: [^\n]+$/);
    expect(said).toMatch(sentence);
    expect(codes).toEqual([2]);
  });

  it('a WEBHOOK_URL that is none', async () => {
    const { said, codes } = await parse([], { WEBHOOK_URL: 'bot' });
    expect(said).toMatch(/^error: WEBHOOK_URL is invalid\. Expected an address such as/);
    expect(codes).toEqual([2]);
  });
});

it('without any configuration the findings say what to set, and it ends with 1', async () => {
  const { said, codes } = await parse([]);
  expect(said).toMatch(/fail +config +Missing: KALEYRA_REGION/);
  expect(codes).toEqual([1]);
});

describe('the settings', () => {
  const flags: DoctorFlags = { header: 'x-webhook-secret', timeout: 7, json: false, phone: false, wait: 9 };
  const env = {
    KALEYRA_REGION: 'in',
    KALEYRA_SID: 'HX1',
    KALEYRA_API_KEY: 'A1',
    KALEYRA_NUMBER: '91',
    WEBHOOK_URL: 'https://bot.example.com/a',
    WEBHOOK_SECRET: 's',
  };

  it('come from the environment', () => {
    expect(doctorSettings(flags, env, '20.19.0')).toEqual({
      region: 'in',
      sid: 'HX1',
      apiKey: 'A1',
      number: '91',
      webhook: new URL('https://bot.example.com/a'),
      auth: { header: 'x-webhook-secret', secret: 's' },
      timeoutMs: 7,
      nodeVersion: '20.19.0',
    });
  });

  it('come from the flags first', () => {
    const given = { ...flags, region: 'eu', sid: 'HX2', number: '92', webhook: 'http://127.0.0.1:1/', query: 'token' };
    expect(doctorSettings(given, { ...env, KALEYRA_BASE_URL: 'https://x.io' }, '20.19.0')).toMatchObject({
      region: 'eu',
      sid: 'HX2',
      number: '92',
      webhook: new URL('http://127.0.0.1:1/'),
      auth: { query: 'token', secret: 's' },
    });
    expect(doctorSettings({ ...flags, baseUrl: 'https://y.io' }, env, '20').region).toEqual({
      baseUrl: 'https://y.io',
    });
  });

  it('have a base URL before a region, and nothing for an empty variable', () => {
    const empty = Object.fromEntries(Object.keys(env).map((key) => [key, '']));
    expect(doctorSettings(flags, { ...env, KALEYRA_BASE_URL: 'https://x.io' }, '20').region).toEqual({
      baseUrl: 'https://x.io',
    });
    expect(Object.values(doctorSettings(flags, empty, '20')).filter((value) => value !== undefined)).toEqual([7, '20']);
    expect(doctorSettings(flags, { WEBHOOK_AUTH: 'none' }, '20').auth).toBe('none');
  });

  it('take the place of the bot', () => {
    expect(placeOfBot(flags, {})).toEqual({ host: '127.0.0.1', port: 3978 });
    expect(placeOfBot(flags, { HOST: '0.0.0.0', PORT: '4000' })).toEqual({ host: '0.0.0.0', port: 4000 });
    expect(placeOfBot({ ...flags, listen: 0 }, { PORT: '4000' })).toEqual({ host: '127.0.0.1', port: 0 });
  });
});
