import type { ReceiptStats } from 'tidemark';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { echoNames, type Moment, moments } from './echoes.js';
import { killAll } from './example-process.js';
import { patienceMs, type Stage, startBoth, story, testMs, violations } from './stage.js';

function sumOf({ pending, sent, covered, suppressed, rejected, failed, expired }: ReceiptStats): number {
  return pending + sent + covered + suppressed + rejected + failed + expired;
}

describe.each(echoNames)('%s', { timeout: testMs }, (name) => {
  let stages: Record<Moment, Stage>;

  beforeAll(async () => {
    stages = await startBoth(name, { RECEIPT_QUIET_MS: '400', HOST: '127.0.0.1' });
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

    test('prints the URL it listens on, and nothing else', () => {
      expect(stage.program.stdout).toEqual([expect.stringMatching(/^listening on http:\/\/127\.0\.0\.1:[1-9]\d*$/)]);
      expect(stage.program.stderr).toEqual([]);
    });

    test('R3 R7: a burst of three costs one read call, for the third, before the first of three replies', async () => {
      const customer = stage.newCustomer();
      const ids = [await customer.says('one'), await customer.says('two'), await customer.says('three')];
      await stage.answered('send', 3);
      expect(story(kaleyra)).toEqual([`read ${ids[2]}`, 'send Echo: one', 'send Echo: two', 'send Echo: three']);
      expect(ids.map(kaleyra.isRead)).toEqual([true, true, true]);
    });

    test('R1: a picture without a caption is read, and not echoed', async () => {
      const customer = stage.newCustomer();
      const picture = await customer.shows();
      const tap = await customer.taps('next');
      await stage.answered('send', 1);
      expect(story(kaleyra)).toEqual([`read ${tap}`, 'send Echo: next']);
      expect(kaleyra.isRead(picture)).toBe(true);
    });

    test('R20: GET /healthz gives statistics of the receipts that add up', async () => {
      const before = await stage.stats();
      const customer = stage.newCustomer();
      await customer.says('one');
      await customer.says('two');
      await customer.taps('three');
      await stage.answered('send', 3);
      const response = await fetch(`${stage.url}/healthz`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      const stats = (await response.json()) as ReceiptStats;
      expect(stats).toMatchObject({
        accepted: before.accepted + 3,
        pending: 0,
        sent: before.sent + 1,
        covered: before.covered + 2,
        calls: before.calls + 1,
        callsSaved: before.callsSaved + 2,
        failed: 0,
        halted: {},
      });
      expect(sumOf(stats)).toBe(stats.accepted);
      expect(stats.latency.count).toBe(stats.sent + stats.covered);
    });

    test('an unknown path is answered 404', async () => {
      for (const path of ['/', '/healthz/', '/webhooks', '/webhook/x']) {
        expect((await fetch(`${stage.url}${path}`)).status, path).toBe(404);
      }
    });

    test('a webhook posted twice at once is accepted once, and brings one receipt and one reply', async () => {
      const customer = stage.newCustomer();
      const { id, webhook } = customer.chooses('twice at once');
      const answers = await Promise.all([stage.post(webhook), stage.post(webhook)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const bodies = answers.map(({ body }) => body);
      expect(bodies).toContainEqual(expect.objectContaining({ accepted: 1, duplicates: 0 }));
      expect(bodies).toContainEqual(expect.objectContaining({ accepted: 0, duplicates: 1 }));
      await stage.answered('send', 1);
      const next = await customer.taps('next');
      await stage.answered('send', 2);
      const told = [`read ${id}`, 'send Echo: twice at once', `read ${next}`, 'send Echo: next'];
      expect(story(kaleyra)).toEqual(told);
    });

    test('a webhook posted again after the reply is told as a duplicate, and brings neither receipt nor reply', async () => {
      const customer = stage.newCustomer();
      const { id, webhook } = customer.chooses('twice');
      expect(await stage.post(webhook)).toMatchObject({ status: 200, body: { accepted: 1, duplicates: 0 } });
      await stage.answered('send', 1);
      expect(await stage.post(webhook)).toMatchObject({ status: 200, body: { accepted: 0, duplicates: 1 } });
      const next = await customer.taps('next');
      await stage.answered('send', 2);
      expect(story(kaleyra)).toEqual([`read ${id}`, 'send Echo: twice', `read ${next}`, 'send Echo: next']);
    });

    test('R5: after the mark an older message costs no read call, and one of the same second costs one', async () => {
      const customer = stage.newCustomer();
      const timestamp = Math.floor(Date.now() / 1000) - 100;
      const marked = await customer.taps('marked', { timestamp });
      await stage.answered('send', 1);
      const older = await customer.says('older', { timestamp: timestamp - 1 });
      await stage.answered('send', 2);
      const same = await customer.taps('same second', { timestamp });
      await stage.answered('send', 3);
      expect(story(kaleyra)).toEqual([
        `read ${marked}`,
        'send Echo: marked',
        'send Echo: older',
        `read ${same}`,
        'send Echo: same second',
      ]);
      expect(kaleyra.isRead(older)).toBe(true);
    });

    test('R10 R17: a 500, a dropped connection, then 202: read at last, and the reply waits for the first only', async () => {
      kaleyra.fail(['WA500', 'drop'], { on: 'read' });
      const id = await stage.newCustomer().taps('hello');
      const reads = await stage.answered('read', 3);
      const answers = reads.map(({ answer }) => (typeof answer === 'object' ? answer.status : answer));
      expect(answers).toEqual([500, 'dropped', 202]);
      expect(kaleyra.isRead(id)).toBe(true);
      const other = await stage.newCustomer().taps('other');
      await stage.replied('Echo: other');
      expect(story(kaleyra)).toEqual([
        `read ${id}`,
        'send Echo: hello',
        `read ${id}`,
        `read ${id}`,
        `read ${other}`,
        'send Echo: other',
      ]);
    });

    // It takes a while, and in all of them it is the same code that waits.
    if (name !== 'echo-custom') return;

    test('R7 R17: a reply goes out while a read call hangs', async () => {
      kaleyra.fail('hang', { on: 'read' });
      const id = await stage.newCustomer().taps('hello');
      const [read] = await kaleyra.waitFor('read', 1, { timeoutMs: patienceMs });
      await stage.answered('send', 1);
      expect(read).toMatchObject({ messageId: id });
      expect(read).not.toHaveProperty('answer');
      kaleyra.clearFaults();
      await stage.answered('read', 1);
      expect(kaleyra.isRead(id)).toBe(true);
      expect(story(kaleyra)).toEqual([`read ${id}`, 'send Echo: hello']);
    });
  });
});
