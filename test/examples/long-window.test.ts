import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { echoNames, type Moment, moments } from './echoes.js';
import { killAll } from './example-process.js';
import { patienceMs, type Stage, startBoth, story, testMs, violations } from './stage.js';

// Longer than any test waits: whatever is read or answered was not waiting for the window's end.
const windowMs = '300000';

describe.each(echoNames)('%s, with a window of minutes', { timeout: testMs }, (name) => {
  let stages: Record<Moment, Stage>;

  beforeAll(async () => {
    stages = await startBoth(name, { RECEIPT_QUIET_MS: windowMs, RECEIPT_MAX_WAIT_MS: windowMs });
  }, testMs);
  afterAll(async () => {
    await killAll();
    for (const { kaleyra } of Object.values(stages ?? {})) await kaleyra.close();
  });

  describe.each(moments)('RECEIPT_WHEN=%s', (when) => {
    let stage: Stage;
    let kaleyra: Stage['kaleyra'];

    beforeEach(() => {
      stage = stages[when];
      kaleyra = stage.kaleyra;
      kaleyra.reset();
    });
    afterEach(() => expect(violations(kaleyra)).toEqual([]));

    test('R3 R4: a tap ends a burst: one read call, for the tap, then the replies in order', async () => {
      const customer = stage.newCustomer();
      const ids = [await customer.says('one'), await customer.says('two'), await customer.taps('three')];
      await stage.answered('send', 3);
      expect(story(kaleyra)).toEqual([`read ${ids[2]}`, 'send Echo: one', 'send Echo: two', 'send Echo: three']);
    });

    test('R11 R17: after 401 RBC001 no read call goes out, and the bot answers other customers at once', async () => {
      kaleyra.fail('RBC001', { on: 'read', times: Number.POSITIVE_INFINITY });
      const id = await stage.newCustomer().taps('halt');
      await stage.program.line('stderr', /RBC001/);
      await stage.answered('send', 1);
      for (const [index, text] of ['first', 'second', 'third'].entries()) {
        await stage.newCustomer().says(text);
        await stage.answered('send', index + 2);
      }
      const others = ['send Echo: first', 'send Echo: second', 'send Echo: third'];
      expect(story(kaleyra)).toEqual([`read ${id}`, 'send Echo: halt', ...others]);
      const [number = ''] = kaleyra.businessNumbers;
      expect(await stage.stats()).toMatchObject({ pending: 4, halted: { [number]: 'RBC001' } });
    });

    test('R21: SIGTERM sends the receipt and the replies, refuses new webhooks, and exits 0', async () => {
      // Not the number that is halted.
      const [, to = ''] = kaleyra.businessNumbers;
      const customer = stage.newCustomer();
      const ids = [await customer.says('one', { to }), await customer.says('two', { to })];
      ids.push(await customer.says('three', { to }));
      expect(kaleyra.requests).toEqual([]);

      // Kaleyra keeps the call waiting, so that closing is under way for sure.
      kaleyra.fail('hang', { on: 'read' });
      stage.program.signal('SIGTERM');
      const [read] = await kaleyra.waitFor('read', 1, { timeoutMs: patienceMs });
      expect(read?.messageId).toBe(ids[2]);
      const refused = await stage.post(stage.newCustomer().writes('too late', { to }).webhook);
      expect(refused.status).toBe(503);
      kaleyra.clearFaults();

      expect(await stage.program.exited).toEqual({ code: 0, signal: null });
      expect(story(kaleyra)).toEqual([`read ${ids[2]}`, 'send Echo: one', 'send Echo: two', 'send Echo: three']);
      expect(ids.map(kaleyra.isRead)).toEqual([true, true, true]);
      const taken = expect.objectContaining({ status: 202 });
      expect(kaleyra.requests.map(({ answer }) => answer)).toEqual([taken, taken, taken, taken]);
    });

    test('R11: that read calls have stopped was told once, in one line of stderr', async () => {
      stage.program.signal('SIGTERM');
      await stage.program.exited;
      const lines = stage.program.stderr.filter((line) => line.includes('RBC001'));
      expect(lines).toEqual([expect.stringContaining('stopped')]);
    });
  });
});
