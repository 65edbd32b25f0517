import { createMemoryInbox, type Inbox, type WebhookResponse } from 'tidemark';
import { reactionMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { deferred, OTHER, post, requestOf, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** When `settled()` of a webhook resolves, from now, in steps of the clock. */
async function settledAfter({ settled }: WebhookResponse, limitMs: number): Promise<number> {
  const state = stateOf(settled());
  for (let ms = 0; ms <= limitMs; ms += 100) {
    await time.clock.tickAsync(ms === 0 ? 0 : 100);
    if (state.done) return ms;
  }
  return Number.POSITIVE_INFINITY;
}

test('settled resolves when the turn has ended after the receipt, and not before', async () => {
  const { channel } = open();
  channel.handle(() => sleep(500));
  expect(await settledAfter(await post(channel, text('wamid.1')), 5000)).toBe(1500);
});

test("settled resolves when the receipt is done, though the turn ended long before ('alongside')", async () => {
  const { channel } = open({ receipts: { when: 'alongside' } });
  channel.handle(() => undefined);
  expect(await settledAfter(await post(channel, text('wamid.1')), 5000)).toBe(1000);
});

test('settled waits for a receipt that is repeated', async () => {
  const { channel, gateway } = open();
  gateway.plan({ code: 'NETWORK', kind: 'retry', retryAfterMs: 3000 });
  channel.handle(() => undefined);
  const ms = await settledAfter(await post(channel, text('wamid.1')), 60_000);
  expect(ms).toBeGreaterThanOrEqual(4000);
  expect(channel.receipts.stats()).toMatchObject({ sent: 1, pending: 0 });
});

test('settled does not wait for a halted number', async () => {
  const { channel, gateway } = open();
  gateway.always({ code: 'RBC001', kind: 'halt' });
  channel.handle(() => undefined);
  expect(await settledAfter(await post(channel, text('wamid.1')), 5000)).toBe(1000);
  expect(await settledAfter(await post(channel, text('wamid.2')), 5000)).toBe(0);
  gateway.always('ok');
});

test('settled waits for all messages of its webhook, of every conversation', async () => {
  const { channel } = open({ receipts: false });
  channel.handle(({ from }) => sleep(from.id === OTHER ? 2000 : 300));
  expect(await settledAfter(await post(channel, text('wamid.1'), text('wamid.2', { from: OTHER })), 5000)).toBe(2000);
});

test('settled does not wait for the messages of other webhooks', async () => {
  const { channel } = open({ receipts: false });
  channel.handle(({ from }) => sleep(from.id === OTHER ? 2000 : 300));
  await post(channel, text('wamid.2', { from: OTHER }));
  expect(await settledAfter(await post(channel, text('wamid.1')), 5000)).toBe(300);
});

test('settled of a duplicate waits for the message it is one of', async () => {
  const { channel } = open({ receipts: false });
  channel.handle(() => sleep(700));
  await post(channel, text('wamid.1'));
  const again = await post(channel, text('wamid.1'));
  expect(await settledAfter(again, 5000)).toBe(700);
  expect(await settledAfter(await post(channel, text('wamid.1')), 5000)).toBe(0);
});

test('settled resolves after a handler that failed and after a turn that ran out of time', async () => {
  const { channel } = open({ receipts: false, turnTimeoutMs: 900 });
  channel.handle(async ({ id }) => {
    if (id === 'wamid.1') throw new Error('broken bot');
    await deferred().promise;
  });
  expect(await settledAfter(await post(channel, text('wamid.1')), 5000)).toBe(0);
  expect(await settledAfter(await post(channel, text('wamid.2')), 5000)).toBe(900);
});

test('settled of an activity without a receipt resolves with its turn', async () => {
  const { channel } = open();
  channel.handle(() => sleep(200));
  const answer = await post(channel, reactionMessage({ messageId: 'wamid.0', emoji: '👍' }));
  expect(await settledAfter(answer, 5000)).toBe(200);
});

test('settled waits until somebody listens', async () => {
  const { channel } = open({ receipts: false });
  const answer = await post(channel, text('wamid.1'));
  const state = stateOf(answer.settled());
  await time.clock.tickAsync(60_000);
  expect(state.done).toBe(false);
  channel.activity$.subscribe();
  await time.clock.tickAsync(0);
  expect(state.done).toBe(true);
});

test('settled may be asked for twice, and late', async () => {
  const { channel } = open();
  channel.handle(() => undefined);
  const answer = await post(channel, text('wamid.1'));
  const first = stateOf(answer.settled());
  await time.clock.tickAsync(2000);
  expect(first.done).toBe(true);
  expect(await settledAfter(answer, 1000)).toBe(0);
});

test('settled of every refusal resolves at once', async () => {
  const { channel } = open({ webhook: { auth: { bearer: 'let-me-in' } } });
  const headers = { authorization: 'Bearer let-me-in', 'content-type': 'application/json' };
  for (const request of [
    requestOf('', { method: 'GET' }),
    requestOf(''),
    requestOf('', { headers: { authorization: 'Bearer let-me-in' } }),
    requestOf('nonsense', { headers }),
    requestOf('x'.repeat(5 * 1024 * 1024), { headers }),
  ]) {
    await (await channel.handleWebhook(request)).settled();
  }
});

test('settled resolves for a message that was stored while an earlier try to store it failed', async () => {
  const memory = createMemoryInbox();
  let tries = 0;
  const inbox: Inbox = {
    ...memory,
    async accept(activity) {
      tries += 1;
      const fails = tries === 1;
      await sleep(fails ? 50 : 100);
      if (fails) throw new Error('disk full');
      return memory.accept(activity);
    },
  };
  const { channel } = open({ inbox, receipts: false });
  channel.handle(() => sleep(200));
  await time.clock.tickAsync(0);
  const both = Promise.all([post(channel, text('wamid.1')), post(channel, text('wamid.1'))]);
  await time.clock.tickAsync(100);
  const [first, second] = await both;
  expect([first.status, second.status]).toEqual([503, 200]);
  expect(await settledAfter(second, 2000)).toBe(200);
});
