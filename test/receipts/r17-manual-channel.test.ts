import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const receipts = { when: 'manual' } as const;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('R17: manual on the channel, only turn.markRead marks, at once; its promise resolves when scheduled', async () => {
  const { channel, gateway } = open({ receipts });
  gateway.always('hang');
  const steps: string[] = [];
  channel.handle(async ({ id }, turn) => {
    if (id === 'wamid.2') return;
    await turn.markRead();
    steps.push('scheduled');
    await turn.reply('hello');
  });
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(steps).toEqual(['scheduled']);
  expect(gateway.calls.map(({ what, typing }) => [what, typing])).toEqual([
    ['read', false],
    ['send', false],
  ]);
  gateway.always('ok');
  await time.clock.tickAsync(20_000);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(60_000);
  expect(channel.receipts.stats()).toMatchObject({ sent: 1, suppressed: 1, pending: 0 });
});

test('R17 R8: manual on the channel with withReceipt, the bubble rides on markRead while the handler runs', async () => {
  const { channel, gateway } = open({ receipts: { ...receipts, typing: 'withReceipt' } });
  channel.handle(async (_activity, turn) => {
    await turn.typing();
    await sleep(1000);
    await turn.markRead();
    await turn.typing();
    await sleep(60_000);
  });
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(999);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(100_000);
  expect(gateway.reads).toMatchObject([{ id: 'wamid.1', typing: true }]);
});

test('R17: manual on the channel, settled waits for the receipt that markRead asked for', async () => {
  const { channel, gateway } = open({ receipts });
  gateway.plan({ afterMs: 700 });
  channel.handle((_activity, turn) => turn.markRead());
  await time.clock.tickAsync(0);
  const settled = stateOf((await post(channel, text('wamid.1'))).settled());
  await time.clock.tickAsync(699);
  expect(settled.done).toBe(false);
  await time.clock.tickAsync(1);
  expect(settled.done).toBe(true);
});

test('R17: manual on a bare activity$, the turn of the activity marks it', async () => {
  const { channel, gateway } = open({ receipts });
  channel.activity$.subscribe((activity) => void channel.turn(activity).markRead());
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
});

test.each([
  ['turnTimeoutMs', 20_000, 20_000],
  ['5 min when turnTimeoutMs is 0', 0, 300_000],
])('R17: manual on a bare activity$, a turn counts as running until %s after emission', async (_, limit, endMs) => {
  const { channel, gateway } = open({ receipts, turnTimeoutMs: limit });
  const seen: Activity[] = [];
  const told: unknown[] = [];
  channel.receipts.on('suppressed', ({ id, reason }) => told.push([id, reason]));
  channel.activity$.subscribe((activity) => seen.push(activity));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(endMs - 1);
  expect(told).toEqual([]);
  const [first, second] = seen as [Activity, Activity];
  await channel.turn(first).markRead();
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
  expect(told).toEqual([['wamid.2', 'manual']]);
  await channel.turn(second).reply('late replies do not reject');
  expect(gateway.sends).toHaveLength(1);
});

test('R17 R21: manual on a bare activity$, close does not wait for the turns of what was emitted', async () => {
  const { channel, gateway } = open({ receipts });
  channel.activity$.subscribe();
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const closed = stateOf(channel.close());
  await time.clock.tickAsync(0);
  expect(closed.done).toBe(true);
  expect(gateway.reads).toEqual([]);
});
