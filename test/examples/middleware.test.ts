import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { killAll } from './example-process.js';
import { proof, type Stage, startStage, story, testMs, violations } from './stage.js';

const repliesInAnyOrder = ['send Echo: one', 'send Echo: three', 'send Echo: two'];

describe('middleware-botbuilder, with a window of minutes', { timeout: testMs }, () => {
  let stage: Stage;

  beforeEach(async () => {
    // Longer than any test waits: what is read was due for another reason (R4: a tap; R21: the end).
    const windowMs = '300000';
    stage = await startStage('middleware-botbuilder', { RECEIPT_QUIET_MS: windowMs, RECEIPT_MAX_WAIT_MS: windowMs });
  }, testMs);
  afterEach(async () => {
    await killAll();
    await stage?.kaleyra.close();
  });

  test('R3 R7: a burst of three costs one read call, for the third, before the first of three replies', async () => {
    const customer = stage.newCustomer();
    const ids = [await customer.says('one'), await customer.says('two'), await customer.taps('three')];
    await stage.answered('send', 3);
    const [first, ...replies] = story(stage.kaleyra);
    expect(first).toBe(`read ${ids[2]}`);
    expect(replies.sort()).toEqual(repliesInAnyOrder);
    expect(ids.map(stage.kaleyra.isRead)).toEqual([true, true, true]);
    const stats = { accepted: 3, pending: 0, sent: 1, covered: 2, calls: 1, callsSaved: 2 };
    expect(await stage.stats()).toMatchObject(stats);
    expect(violations(stage.kaleyra)).toEqual([]);
  });

  test('R21: SIGTERM within the window sends the receipt and the replies, and exits 0', async () => {
    const customer = stage.newCustomer();
    const ids = [await customer.says('one'), await customer.says('two'), await customer.says('three')];
    expect(stage.kaleyra.requests).toEqual([]);
    stage.program.signal('SIGTERM');
    expect(await stage.program.exited).toEqual({ code: 0, signal: null });
    const [first, ...replies] = story(stage.kaleyra);
    expect(first).toBe(`read ${ids[2]}`);
    expect(replies.sort()).toEqual(repliesInAnyOrder);
    expect(ids.map(stage.kaleyra.isRead)).toEqual([true, true, true]);
    expect(violations(stage.kaleyra)).toEqual([]);
  });
});

describe('middleware-botbuilder, with a short window', { timeout: testMs }, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await startStage('middleware-botbuilder', { RECEIPT_QUIET_MS: '400' });
  }, testMs);
  beforeEach(() => stage.kaleyra.reset());
  afterEach(() => expect(violations(stage.kaleyra)).toEqual([]));
  afterAll(async () => {
    await killAll();
    await stage?.kaleyra.close();
  });

  test('prints the URL it listens on, and nothing else', () => {
    expect(stage.program.stdout).toEqual([expect.stringMatching(/^listening on http:\/\/127\.0\.0\.1:[1-9]\d*$/)]);
    expect(stage.program.stderr).toEqual([]);
  });

  test('R3 R7: a burst of three texts costs one read call, for the third, before the first reply', async () => {
    const customer = stage.newCustomer();
    const ids = [await customer.says('one'), await customer.says('two'), await customer.says('three')];
    await stage.answered('send', 3);
    const [first, ...replies] = story(stage.kaleyra);
    expect(first).toBe(`read ${ids[2]}`);
    expect(replies.sort()).toEqual(repliesInAnyOrder);
  });

  test('R1: a picture without a caption is read, and not echoed', async () => {
    const customer = stage.newCustomer();
    const picture = await customer.shows();
    const taps = [await customer.taps('one')];
    await stage.answered('send', 1);
    taps.push(await customer.taps('two'));
    await stage.answered('send', 2);
    expect(story(stage.kaleyra)).toEqual([`read ${taps[0]}`, 'send Echo: one', `read ${taps[1]}`, 'send Echo: two']);
    expect(stage.kaleyra.isRead(picture)).toBe(true);
  });

  test('a webhook posted twice at once, and again after the reply, brings one receipt and one reply', async () => {
    const customer = stage.newCustomer();
    const { id, webhook } = customer.chooses('twice');
    const answers = await Promise.all([stage.post(webhook), stage.post(webhook)]);
    await stage.answered('send', 1);
    answers.push(await stage.post(webhook));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const next = await customer.taps('next');
    await stage.answered('send', 2);
    expect(story(stage.kaleyra)).toEqual([`read ${id}`, 'send Echo: twice', `read ${next}`, 'send Echo: next']);
  });

  test('a missing or wrong secret is answered 401', async () => {
    const { webhook } = stage.newCustomer().writes('let me in');
    for (const headers of [{}, { 'x-webhook-secret': '' }, { 'x-webhook-secret': `${proof['x-webhook-secret']}!` }]) {
      expect((await stage.post(webhook, headers)).status).toBe(401);
    }
  });
});
