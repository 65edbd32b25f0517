import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { echoNames } from './echoes.js';
import { type Exit, killAll, startExample } from './example-process.js';
import { environmentOf, startStage, story, testMs, violations } from './stage.js';

/** Variables that are changed or (`undefined`) taken away. */
type Changes = Readonly<Record<string, string | undefined>>;

/** What is wrong, what makes it so, and the one line that stderr must have. */
type Mistake = readonly [what: string, changes: Changes | ((kaleyra: FakeKaleyra) => Changes), told: RegExp];

/** How a start with a mistake ended. */
interface FailedStart {
  readonly end: Exit | 'listening';
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const inAll: readonly Mistake[] = [
  ['no WEBHOOK_SECRET', { WEBHOOK_SECRET: undefined }, /^WEBHOOK_SECRET .*WEBHOOK_AUTH=none.*$/],
  ['no KALEYRA_SID', { KALEYRA_SID: undefined }, /^.*KALEYRA_SID.*$/],
  [
    'a RECEIPT_QUIET_MS that is no time',
    { RECEIPT_QUIET_MS: 'soon' },
    /^RECEIPT_QUIET_MS: expected a whole number, got "soon"$/,
  ],
  [
    'a KALEYRA_REGION there is not',
    { KALEYRA_BASE_URL: undefined, KALEYRA_REGION: 'us' },
    /region: expected one of in, sg, eu, na.*got .us.$/,
  ],
  ['a PORT in use', ({ baseUrl }) => ({ PORT: new URL(baseUrl).port }), /EADDRINUSE.* in use 127\.0\.0\.1:\d+$/],
];
// The environment is read by the same code in all of them.
const inOne: readonly Mistake[] = [
  ['an empty WEBHOOK_SECRET', { WEBHOOK_SECRET: '' }, /^WEBHOOK_SECRET .*WEBHOOK_AUTH=none.*$/],
  ['no KALEYRA_API_KEY', { KALEYRA_API_KEY: undefined }, /^.*KALEYRA_API_KEY.*$/],
  ['nothing that says where Kaleyra is', { KALEYRA_BASE_URL: undefined }, /^.*KALEYRA_REGION.*KALEYRA_BASE_URL.*$/],
  ['a negative RECEIPT_QUIET_MS', { RECEIPT_QUIET_MS: '-1' }, /^RECEIPT_QUIET_MS: expected a whole number, got "-1"$/],
  ['a RECEIPT_MAX_WAIT_MS that is too short', { RECEIPT_MAX_WAIT_MS: '1' }, /maxWaitMs: expected at least quietMs/],
  ['a RECEIPT_WHEN there is not', { RECEIPT_WHEN: 'later' }, /when: expected 'beforeHandler'.*got .later.$/],
  ['a PORT beyond the last', { PORT: '65536' }, /port should be .* 65536/],
];

describe.each([...echoNames, 'middleware-botbuilder'])('%s', { timeout: testMs }, (name) => {
  const mistakes = name === 'echo-custom' ? [...inAll, ...inOne] : inAll;
  const starts = new Map<string, Promise<FailedStart>>();
  let kaleyra: FakeKaleyra;

  beforeAll(async () => {
    kaleyra = await startFakeKaleyra();
    // Two at a time, as the tests wait for one after another.
    const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
    for (const [index, [what, changes]] of mistakes.entries()) {
      const started = Promise.resolve(lanes[index % 2]).then(() =>
        startWith(typeof changes === 'function' ? changes(kaleyra) : changes),
      );
      lanes[index % 2] = started;
      starts.set(what, started);
    }
  });
  afterAll(async () => {
    await killAll();
    await kaleyra.close();
  });

  async function startWith(changes: Changes): Promise<FailedStart> {
    const env = Object.entries({ ...environmentOf(kaleyra), ...changes });
    const program = startExample(
      name,
      Object.fromEntries(env.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    );
    const listens = program.line('stdout', /^listening/).then(
      () => 'listening' as const,
      () => program.exited,
    );
    const end = await Promise.race([program.exited, listens]);
    program.signal('SIGKILL');
    return { end, stdout: program.stdout, stderr: program.stderr };
  }

  test.each(mistakes)('with %s it exits 1 and names it in one line', async (what, _changes, told) => {
    const { end, stdout, stderr } = (await starts.get(what)) as FailedStart;
    expect(end).toEqual({ code: 1, signal: null });
    expect(stdout).toEqual([]);
    expect(stderr).toEqual([expect.stringMatching(told)]);
  });

  test('starts without WEBHOOK_SECRET when WEBHOOK_AUTH=none, and takes webhooks without a header', async () => {
    const stage = await startStage(name, { RECEIPT_QUIET_MS: '60', WEBHOOK_SECRET: '', WEBHOOK_AUTH: 'none' });
    onTestFinished(() => stage.kaleyra.close());
    const { id, webhook } = stage.newCustomer().writes('hello');
    const { status } = await stage.post(webhook, {});
    expect(status).toBe(200);
    await stage.answered('send', 1);
    expect(story(stage.kaleyra)).toEqual([`read ${id}`, 'send Echo: hello']);
    expect(violations(stage.kaleyra)).toEqual([]);
  });
});

test('with KALEYRA_REGION and an empty HOST an example listens on 127.0.0.1', { timeout: testMs }, async () => {
  onTestFinished(killAll);
  const program = startExample('echo-custom', {
    KALEYRA_REGION: 'in',
    KALEYRA_SID: 'sid',
    KALEYRA_API_KEY: 'key',
    WEBHOOK_AUTH: 'none',
    HOST: '',
    PORT: '0',
  });
  expect(await program.line('stdout', /^listening/)).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+$/);
  expect(program.stderr).toEqual([]);
});
