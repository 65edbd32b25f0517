import type { ReceiptOptions } from 'tidemark';
import { expect, test } from 'vitest';
import { post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import type { Answer, FakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open = useChannels(time);
const since = (start: number, { calls }: FakeGateway): [string, number][] =>
  calls.map(({ what, atMs }) => [what, atMs - start]);

test("R7 R17: 'beforeHandler' calls the bot once the receipt is sent, so the tick precedes the answer", async () => {
  const { channel, gateway } = open();
  gateway.plan({ afterMs: 300 });
  const start = performance.now();
  const began: number[] = [];
  channel.handle(async (_activity, turn) => {
    began.push(performance.now() - start);
    await turn.reply('hello');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(began).toEqual([1300]);
  expect(since(start, gateway)).toEqual([
    ['read', 1000],
    ['send', 1300],
  ]);
});

test("R17: 'beforeHandler' calls the bot answerWaitMs after the receipt was due when the call hangs", async () => {
  const { channel, gateway } = open();
  gateway.always('hang');
  const began: number[] = [];
  const start = performance.now();
  channel.handle(() => void began.push(performance.now() - start));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(began).toEqual([2500]);
  gateway.always('ok');
});

test("R7: 'alongside' calls the bot at once; its first reply waits for the receipt at its own due time", async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  gateway.plan({ afterMs: 200 });
  const start = performance.now();
  const began: number[] = [];
  channel.handle(async (_activity, turn) => {
    began.push(performance.now() - start);
    await turn.reply('one');
    await turn.reply('two');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(began).toEqual([0]);
  expect(since(start, gateway)).toEqual([
    ['read', 1000],
    ['send', 1200],
    ['send', 1200],
  ]);
});

test("R7: 'alongside' takes the bot's own thinking off the wait", async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  const start = performance.now();
  channel.handle(async (_activity, turn) => {
    await new Promise((resolve) => setTimeout(resolve, 1700));
    await turn.reply('thought about it');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(since(start, gateway)).toEqual([
    ['read', 1000],
    ['send', 1700],
  ]);
});

test('R7: the second reply of a turn does not wait again, not even for a newer message', async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  const start = performance.now();
  channel.handle(async ({ id }, turn) => {
    if (id !== 'wamid.1') return;
    await turn.reply('one');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await turn.reply('two');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1100);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(5000);
  expect(since(start, gateway)).toEqual([
    ['read', 1000],
    ['send', 1000],
    ['send', 1200],
    ['read', 2100],
  ]);
});

test('R7: a first reply does not wait for messages newer than its turn', async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  const start = performance.now();
  channel.handle(async ({ id }, turn) => {
    if (id !== 'wamid.1') return;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await turn.reply('to the first');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1100);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(5000);
  expect(since(start, gateway)).toEqual([
    ['read', 1000],
    ['send', 1200],
    ['read', 2100],
  ]);
});

test("R7: a burst costs one call with 'alongside' too, though its first turn answers at once", async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  channel.handle(({ id }, turn) => turn.reply(`re ${id}`).then(() => undefined));
  for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) {
    await post(channel, text(id));
    await time.clock.tickAsync(300);
  }
  await time.clock.tickAsync(5000);
  expect(gateway.calls.map(({ what, id, text }) => (what === 'read' ? id : text))).toEqual([
    'wamid.3',
    're wamid.1',
    're wamid.2',
    're wamid.3',
  ]);
});

const slow: [string, Answer, ReceiptOptions, number][] = [
  ['hangs', 'hang', {}, 2500],
  ['hangs, with an answerWaitMs of 200', 'hang', { answerWaitMs: 200 }, 1200],
  ['is slower than answerWaitMs', { afterMs: 4000 }, {}, 2500],
  ['fails and may be repeated', { code: 'NETWORK', kind: 'retry' }, {}, 1000],
  ['is rejected', { code: 'WA400', kind: 'reject' }, {}, 1000],
  ['halts the number', { code: 'RBC001', kind: 'halt' }, {}, 1000],
];
for (const [what, answer, receipts, atMs] of slow) {
  test(`R7: a receipt that ${what} lets the first answer go ${atMs} ms after the message`, async () => {
    const { channel, gateway } = open({ receipts: { when: 'alongside', ...receipts } });
    gateway.plan(answer);
    const start = performance.now();
    channel.handle((_activity, turn) => turn.reply('hello').then(() => undefined));
    await post(channel, text('wamid.1'));
    await time.clock.tickAsync(10_000);
    expect(gateway.sends.map((call) => call.atMs - start)).toEqual([atMs]);
  });
}

test('R7: on a halted number an answer does not wait at all', async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  channel.handle((_activity, turn) => turn.reply('hello').then(() => undefined));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  const start = performance.now();
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(5000);
  expect(gateway.sends.at(-1)?.atMs).toBe(start);
});

test("R7: a turn's markRead makes its receipt due, and its answer follows", async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  const start = performance.now();
  channel.handle(async (_activity, turn) => {
    await turn.markRead();
    await turn.reply('hello');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(since(start, gateway)).toEqual([
    ['read', 0],
    ['send', 0],
  ]);
});
