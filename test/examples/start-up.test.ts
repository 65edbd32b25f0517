import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { echoNames } from './echoes.js';
import { killAll, startExample } from './example-process.js';
import { environmentOf, startStage, story, testMs, violations } from './stage.js';

const names = [...echoNames, 'middleware-botbuilder'];
let kaleyra: FakeKaleyra;

beforeAll(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(killAll);
afterAll(() => kaleyra.close());

/** Starts an example that ends at once, with variables changed or (`undefined`) taken away; gives its stderr. */
async function failedStart(
  name: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...environmentOf(kaleyra), ...changes })) {
    if (value !== undefined) env[key] = value;
  }
  const program = startExample(name, env);
  expect(await program.exited, program.stderr.join('\n')).toEqual({ code: 1, signal: null });
  expect(program.stdout).toEqual([]);
  return program.stderr;
}

describe.each(names)('%s', { timeout: testMs }, (name) => {
  test('does not start without WEBHOOK_SECRET or without KALEYRA_SID, and says so in one line', async () => {
    const [secret, sid] = await Promise.all([
      failedStart(name, { WEBHOOK_SECRET: undefined }),
      failedStart(name, { KALEYRA_SID: undefined }),
    ]);
    expect(secret).toEqual([expect.stringMatching(/WEBHOOK_SECRET.*WEBHOOK_AUTH=none/)]);
    expect(sid).toEqual([expect.stringMatching(/KALEYRA_SID/)]);
  });

  test('does not start with a RECEIPT_QUIET_MS that is no time, and names the option', async () => {
    const stderr = await failedStart(name, { RECEIPT_QUIET_MS: 'soon' });
    expect(stderr.join('\n')).toMatch(/quietMs: expected a number of milliseconds, got/);
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

// The environment is read by the same code in all of them.
describe('echo-custom', { timeout: testMs }, () => {
  test.each([
    ['an empty WEBHOOK_SECRET', { WEBHOOK_SECRET: '' }, /^WEBHOOK_SECRET /],
    ['KALEYRA_API_KEY', { KALEYRA_API_KEY: undefined }, /KALEYRA_API_KEY/],
    ['KALEYRA_REGION and KALEYRA_BASE_URL', { KALEYRA_BASE_URL: undefined }, /KALEYRA_REGION.*KALEYRA_BASE_URL/],
  ])('does not start for want of %s, and says so in one line', async (_what, changes, sentence) => {
    expect(await failedStart('echo-custom', changes)).toEqual([expect.stringMatching(sentence)]);
  });

  test.each([
    ['RECEIPT_QUIET_MS', '-1', /quietMs: expected 0 or more, got -1/],
    ['RECEIPT_MAX_WAIT_MS', '1', /maxWaitMs: expected at least quietMs/],
    ['RECEIPT_WHEN', 'later', /when: expected 'beforeHandler'/],
  ])('does not start with %s=%s, and names the option', async (variable, value, sentence) => {
    expect((await failedStart('echo-custom', { [variable]: value })).join('\n')).toMatch(sentence);
  });
});
