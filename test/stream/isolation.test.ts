import { config, map } from 'rxjs';
import type { Logger } from 'tidemark';
import { statusWebhook } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, createRecordingInbox, post, requestOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const broken = (): never => {
  throw new Error('broken subscriber');
};

for (const name of ['activity$', 'incoming$'] as const) {
  test(`a subscriber that throws on ${name} is logged; the others, the inbox and the receipts go on`, async () => {
    const inbox = createRecordingInbox();
    const { channel, gateway, log } = open({ inbox });
    const seen: (string | undefined)[] = [];
    channel[name].subscribe(broken);
    channel[name].subscribe({ next: broken });
    channel[name].subscribe(({ id }) => seen.push(id));
    channel.activity$.subscribe();
    await time.clock.tickAsync(0);
    for (const id of ['wamid.1', 'wamid.2']) {
      expect((await post(channel, text(id))).status).toBe(200);
      await time.clock.tickAsync(2000);
    }
    expect(seen).toEqual(['wamid.1', 'wamid.2']);
    expect(gateway.reads).toHaveLength(2);
    expect(inbox.settled.map(([id]) => id)).toEqual(['wamid.1', 'wamid.2']);
    expect(log.entries.filter(({ level }) => level === 'error')).toHaveLength(4);
  });
}

test('a subscriber that throws on status$ is logged; the others go on and the webhook is answered 200', async () => {
  const { channel, log } = open();
  const seen: string[] = [];
  channel.status$.subscribe(broken);
  channel.status$.subscribe(({ status }) => seen.push(status));
  const body = statusWebhook({ id: 'wamid.9', status: 'read', businessNumber: BUSINESS, recipient: CUSTOMER });
  expect((await channel.handleWebhook(requestOf(body))).status).toBe(200);
  expect((await channel.handleWebhook(requestOf(body))).status).toBe(200);
  expect(seen).toEqual(['read', 'read']);
  expect(log.entries.filter(({ level }) => level === 'error')).toHaveLength(2);
});

test('a function for the completion that throws is caught and logged', async () => {
  const { channel, log } = open();
  channel.activity$.subscribe({ complete: broken });
  channel.status$.subscribe({ complete: broken });
  const closing = channel.close();
  await time.clock.tickAsync(0);
  await closing;
  await time.clock.tickAsync(0);
  expect(log.entries.filter(({ level }) => level === 'error')).toHaveLength(2);
});

test('every form of subscribe is taken: functions one by one, and none at all', async () => {
  const { channel } = open({ receipts: false });
  const seen: string[] = [];
  channel.activity$.subscribe(
    ({ id }) => seen.push(`${id}`),
    undefined,
    () => seen.push('completed'),
  );
  channel.activity$.subscribe();
  channel.activity$.subscribe({});
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  await channel.close();
  expect(seen).toEqual(['wamid.1', 'completed']);
});

test('after pipe RxJS gives the error to that subscriber; the others go on', async () => {
  const { channel } = open({ receipts: false });
  const [errors, seen]: [unknown[], unknown[]] = [[], []];
  channel.activity$.pipe(map(broken)).subscribe({ error: (error: Error) => errors.push(error.message) });
  channel.activity$.subscribe(({ id }) => seen.push(id));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await post(channel, text('wamid.2'));
  expect([errors, seen]).toEqual([['broken subscriber'], ['wamid.1', 'wamid.2']]);
});

test("RxJS's global configuration is never touched", async () => {
  const before = { ...config };
  const { channel } = open();
  channel.activity$.subscribe(broken);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(2000);
  expect({ ...config }).toEqual(before);
});

test('R22: a logger that throws stops neither receipts nor turns nor closing', async () => {
  const logger: Logger = { debug: broken, info: broken, warn: broken, error: broken };
  const { channel, gateway } = open({ logger });
  let runs = 0;
  channel.activity$.subscribe(broken);
  channel.handle(async (_activity, turn) => {
    runs += 1;
    await turn.reply('hello');
    broken();
  });
  gateway.plan({ code: 'WA400', kind: 'reject' }, { code: 'RBC001', kind: 'halt' });
  for (const id of ['wamid.1', 'wamid.2']) {
    expect((await post(channel, text(id), { type: 'text' })).status).toBe(200);
    await time.clock.tickAsync(5000);
  }
  expect([runs, gateway.sends.length]).toEqual([2, 2]);
});

test('R22: listeners of events that throw change nothing and are logged', async () => {
  const { channel, gateway, log } = open();
  for (const event of ['turnFailed', 'messageSkipped', 'unhandled'] as const) channel.on(event, broken);
  for (const event of ['scheduled', 'sent', 'covered'] as const) channel.receipts.on(event, broken);
  const told: unknown[] = [];
  channel.on('turnFailed', ({ id }) => told.push(id));
  let runs = 0;
  channel.handle(async (_activity, turn) => {
    runs += 1;
    await turn.reply('hello');
    broken();
  });
  await post(channel, text('wamid.1'), { type: 'text' }, text('wamid.2'));
  await time.clock.tickAsync(2000);
  expect([runs, gateway.sends.length, told]).toEqual([2, 2, ['wamid.1', 'wamid.2']]);
  expect(log.entries.filter(({ message }) => /listener/.test(message)).length).toBeGreaterThanOrEqual(5);
});

test('R22: a gateway that throws instead of rejecting fails no turn', async () => {
  const { channel, gateway } = open();
  gateway.markRead = broken;
  channel.handle((_activity, turn) => turn.reply('hello').then(() => undefined));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(3000);
  expect(gateway.sends).toHaveLength(1);
});

test('an event listener can be taken off', async () => {
  const { channel } = open({ receipts: false });
  const told: unknown[] = [];
  const off = channel.on('turnFailed', (event) => told.push(event));
  channel.handle(broken);
  off();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(told).toEqual([]);
});
