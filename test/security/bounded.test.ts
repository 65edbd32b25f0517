import { expect, test } from 'vitest';
import { createRecordingLogger, requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { heapBytes } from '../helpers/heap.js';

const time = useClock();
const open = useChannels(time);
const MEGABYTE = 1024 * 1024;

/** A webhook with a message of which one field is a text of this length. */
function withLong(field: string, length: number, at: number): string {
  const long = `${at}`.padEnd(length, '1');
  const message = { ...text(`wamid.${at}`), ...(field !== 'number' && { [field]: long }) };
  return JSON.stringify(webhookOf(field === 'from_user_id' ? { ...message, from: '' } : message)).replace(
    /"display_phone_number":"\d+"/,
    (whole) => (field === 'number' ? `"display_phone_number":"${long}"` : whole),
  );
}

test.each(['id', 'from', 'from_user_id', 'number'])(
  'a webhook whose %s is a megabyte long is answered 200, and nothing of it is kept',
  async (field) => {
    const { channel } = open({ receipts: false });
    const skipped: unknown[] = [];
    channel.on('messageSkipped', ({ reason }) => skipped.push(reason.length));
    channel.handle(() => undefined);
    await time.clock.tickAsync(1);
    const before = await heapBytes();
    for (let at = 0; at < 24; at += 1) {
      const { status, settled } = await channel.handleWebhook(requestOf(withLong(field, MEGABYTE, at)));
      expect(status).toBe(200);
      await time.clock.tickAsync(1);
      await settled();
    }
    expect((await heapBytes()) - before).toBeLessThan(8 * MEGABYTE);
    expect(skipped).toHaveLength(24);
    for (const length of skipped) expect(length).toBeLessThan(200);
  },
);

test('a business number of a megabyte does not stand in a thousand conversation ids', async () => {
  const { channel } = open({ receipts: false });
  const messages = Array.from({ length: 1_000 }, (_, at) => text(`wamid.${at}`, { from: `${at}1` }));
  const body = JSON.stringify(webhookOf(...messages)).replace(
    /"display_phone_number":"\d+"/,
    `"display_phone_number":"${'1'.repeat(MEGABYTE)}"`,
  );
  const before = await heapBytes();
  const { status, body: counts } = await channel.handleWebhook(requestOf(body));
  expect([status, JSON.parse(counts)]).toMatchObject([200, { accepted: 0, skipped: 1_000 }]);
  expect((await heapBytes()) - before).toBeLessThan(16 * MEGABYTE);
});

test('a body that comes byte by byte takes not much more memory than one that comes at once', async () => {
  const { channel } = open();
  const size = MEGABYTE / 2;
  let most = 0;
  const before = await heapBytes();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < size; at += 1) yield Buffer.from([0x20]);
    most = (await heapBytes()) - before;
  }
  expect((await channel.handleWebhook({ ...requestOf(''), body: bytes() })).status).toBe(400);
  // Kept apart, they would take about 60 MB.
  expect(most).toBeLessThan(8 * MEGABYTE);
});

test('100,000 messages in a body become no more than 1,000 activities, and one line in the log', async () => {
  const log = createRecordingLogger();
  const { channel } = open({ receipts: false, logger: log });
  const message = JSON.stringify(text('wamid.@'));
  const messages = Array.from({ length: 100_000 }, (_, at) => (at % 100 === 0 ? message.replace('@', `${at}`) : '{}'));
  const body = JSON.stringify(webhookOf(text('@'))).replace(
    /"messages":\[.*?\}\]/,
    () => `"messages":[${messages.join()}]`,
  );
  const answer = await channel.handleWebhook(requestOf(body));
  const { accepted, skipped } = JSON.parse(answer.body) as { accepted: number; skipped: number };
  expect([answer.status, accepted + skipped]).toEqual([200, 1_001]);
  expect(log.entries.length).toBeLessThan(1_010);
});

test.each(['[', '{"a":'])('four megabytes of %j, as deep as they are long, are answered 400', async (opening) => {
  const { channel } = open();
  const body = opening.repeat(Math.floor((4 * MEGABYTE) / opening.length) - 1);
  expect((await channel.handleWebhook(requestOf(body))).status).toBe(400);
  const half = Math.floor(body.length / opening.length / 3);
  const closed = opening.repeat(half) + (opening === '[' ? '' : '1') + (opening === '[' ? ']' : '}').repeat(half);
  expect((await channel.handleWebhook(requestOf(closed))).status).toBe(400);
});

test('what waits is bounded: beyond maxWaiting a webhook is answered 503 and leaves nothing behind', async () => {
  const { channel } = open({ receipts: false, maxWaiting: 10 });
  const send = async (at: number): Promise<number> =>
    (await channel.handleWebhook(requestOf(webhookOf(text(`wamid.${at}`, { body: 'x'.repeat(100_000) }))))).status;
  for (let at = 0; at < 10; at += 1) expect(await send(at)).toBe(200);
  const before = await heapBytes();
  for (let at = 10; at < 200; at += 1) expect(await send(at)).toBe(503);
  expect((await heapBytes()) - before).toBeLessThan(8 * MEGABYTE);
});

test('a parsed body that throws when it is read is answered 400', async () => {
  const { channel } = open();
  const parsedBody = {
    get meta_object(): never {
      throw new Error('odd');
    },
  };
  expect((await channel.handleWebhook({ ...requestOf(''), parsedBody })).status).toBe(400);
});
