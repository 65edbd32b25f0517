import { expect, test } from 'vitest';
import { createRecordingInbox, never, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('accepted activities wait until somebody listens, and then come in order', async () => {
  const { channel } = open({ receipts: false });
  for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) expect((await post(channel, text(id))).status).toBe(200);
  await time.clock.tickAsync(60_000);
  const handled: (string | undefined)[] = [];
  channel.handle(({ id }) => void handled.push(id));
  await time.clock.tickAsync(0);
  expect(handled).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

test('what waited is offered to the receipts the moment somebody listens, as one burst', async () => {
  const { channel, gateway } = open();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(700);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(30_000);
  expect(channel.receipts.stats().accepted).toBe(0);
  channel.handle(() => undefined);
  await time.clock.tickAsync(999);
  expect(channel.receipts.stats()).toMatchObject({ accepted: 2, pending: 2 });
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads).toMatchObject([{ id: 'wamid.2' }]);
});

test('what waits is bounded by maxWaiting; beyond, a webhook is answered 503 with Retry-After', async () => {
  const { channel } = open({ maxWaiting: 2 });
  expect((await post(channel, text('wamid.1'))).status).toBe(200);
  expect((await post(channel, text('wamid.2'))).status).toBe(200);
  const refused = await post(channel, text('wamid.3'));
  expect(refused.status).toBe(503);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});

test('activities that are held or being handled count as waiting; settled ones make room', async () => {
  const { channel } = open({ maxWaiting: 1, turnTimeoutMs: 5000 });
  channel.handle(never);
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  expect((await post(channel, text('wamid.2'))).status).toBe(503);
  await time.clock.tickAsync(2000);
  expect((await post(channel, text('wamid.2'))).status).toBe(503);
  await time.clock.tickAsync(5000);
  expect((await post(channel, text('wamid.2'))).status).toBe(200);
});

test('a refused message is no duplicate when it is delivered again', async () => {
  const inbox = createRecordingInbox(1);
  const { channel } = open({ inbox, receipts: false });
  await post(channel, text('wamid.1'));
  expect((await post(channel, text('wamid.2'))).status).toBe(503);
  channel.handle(() => undefined);
  await time.clock.tickAsync(0);
  const again = await post(channel, text('wamid.2'));
  expect([again.status, JSON.parse(again.body)]).toMatchObject([200, { accepted: 1, duplicates: 0 }]);
  await time.clock.tickAsync(0);
  expect(inbox.settled.map(([id]) => id)).toEqual(['wamid.1', 'wamid.2']);
});

test('a slow bot never delays the answer to a webhook', async () => {
  const { channel } = open({ receipts: false });
  channel.handle(never);
  await time.clock.tickAsync(0);
  for (const id of ['wamid.1', 'wamid.2']) expect((await post(channel, text(id))).status).toBe(200);
});
