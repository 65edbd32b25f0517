import { afterEach, describe, expect, test } from 'vitest';
import { killAll, startByNpm } from './example-process.js';
import { patienceMs, type Stage, startStage, story, testMs, violations } from './stage.js';

// Longer than any test waits: what goes out goes because the example ends.
const windowMs = '300000';
const env = { RECEIPT_QUIET_MS: windowMs, RECEIPT_MAX_WAIT_MS: windowMs };

describe.each(['SIGTERM', 'SIGINT'] as const)('npm run example echo-custom, its process group signalled %s', (name) => {
  let stage: Stage | undefined;

  afterEach(async () => {
    await killAll();
    await stage?.kaleyra.close();
  });

  /** Posts a burst, whose window stays open. */
  async function postBurst({ newCustomer, kaleyra }: Stage): Promise<{ ids: string[]; told: string[] }> {
    const customer = newCustomer();
    const ids = [await customer.says('one'), await customer.says('two'), await customer.says('three')];
    expect(kaleyra.requests).toEqual([]);
    return { ids, told: [`read ${ids[2]}`, 'send Echo: one', 'send Echo: two', 'send Echo: three'] };
  }

  /** What holds once the example has ended. */
  async function expectEnded(ended: Stage, ids: readonly string[]): Promise<void> {
    // npm ends as its script does.
    expect(await ended.program.exited).toEqual({ code: 0, signal: null });
    await expect(ended.stats(), 'nothing listens any more').rejects.toThrow();
    expect(ids.map(ended.kaleyra.isRead)).toEqual([true, true, true]);
    expect(violations(ended.kaleyra)).toEqual([]);
  }

  test('R21: sends the receipt and the replies of an open burst, and ends', { timeout: testMs }, async () => {
    stage = await startStage('echo-custom', env, { start: startByNpm });
    const { ids, told } = await postBurst(stage);
    stage.program.signal(name);
    await expectEnded(stage, ids);
    expect(story(stage.kaleyra)).toEqual(told);
  });

  test('R21: does so though it is signalled again meanwhile', { timeout: testMs }, async () => {
    stage = await startStage('echo-custom', env, { start: startByNpm });
    const { ids, told } = await postBurst(stage);
    // Kaleyra keeps the call waiting, so that the example is ending for sure.
    stage.kaleyra.fail('hang', { on: 'read' });
    stage.program.signal(name);
    await stage.kaleyra.waitFor('read', 1, { timeoutMs: patienceMs });
    stage.program.signal(name);
    // It still answers, so the signal has not ended it.
    await stage.stats();
    stage.kaleyra.clearFaults();
    await expectEnded(stage, ids);
    expect(story(stage.kaleyra)).toEqual(told);
  });
});
