import { readFile } from 'node:fs/promises';
import { createChannel } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { createRecordingLogger } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';

const time = useClock();

test('R16: with receipts false a whole turn makes no receipt call, typing included', async () => {
  const text = await readFile(new URL('../fixtures/kaleyra/text.json', import.meta.url));
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: false, logger: silent });
  channel.handle(async (_, turn) => {
    await turn.typing();
    await turn.markRead();
    await turn.reply('hello');
    await turn.typing();
  });
  const body = (async function* () {
    yield text;
  })();
  const headers = { 'content-type': 'application/json' };
  expect((await channel.handleWebhook({ method: 'POST', url: '/', headers, body })).status).toBe(200);
  await time.clock.tickAsync(60_000);
  expect(gateway.reads).toEqual([]);
  expect(gateway.sends).toHaveLength(1);
  const closed = channel.close();
  await time.clock.tickAsync(10_000);
  expect(await closed).toMatchObject({ unread: 0 });
});

test('R16: everything passes at once, waits for nothing and counts as nothing', async () => {
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: false, logger: silent });
  const { receipts } = channel;
  const activity = message();
  const released: unknown[] = [];
  expect(receipts.offer(activity, { onReleased: (handedOn) => released.push(handedOn) })).toBe('passed');
  expect(released).toEqual([activity]);
  await receipts.released(activity);
  await receipts.beforeAnswer(activity);
  receipts.typing(activity);
  receipts.markRead(activity);
  receipts.flush(activity.conversation.id);
  receipts.answered(activity);
  receipts.handled(activity, 'handled');
  expect(await receipts.outcome(activity)).toBeUndefined();
  await time.clock.tickAsync(60_000);
  expect(gateway.calls).toEqual([]);
  expect(receipts.stats()).toMatchObject({ accepted: 0, pending: 0, calls: 0 });
  const closed = channel.close();
  await time.clock.tickAsync(10_000);
  await closed;
});

test('R16 R22: what a listener for released activities throws is logged; offer does not throw', async () => {
  const log = createRecordingLogger();
  const channel = createChannel({
    gateway: createFakeGateway(),
    webhook: { auth: 'none' },
    receipts: false,
    logger: log,
  });
  const err = new Error('boom');
  const onReleased = (): never => {
    throw err;
  };
  expect(channel.receipts.offer(message({ id: 'wamid.1', text: 'my secret' }), { onReleased })).toBe('passed');
  const text = 'a listener for released activities threw';
  expect(log.entries).toEqual([{ level: 'warn', fields: { id: 'wamid.1', err }, message: text }]);
  expect(log.all()).not.toContain('my secret');
  await channel.close();
});

test('R16 R22: a logger that throws as well is caught', async () => {
  const boom = (): never => {
    throw new Error('boom');
  };
  const channel = createChannel({
    gateway: createFakeGateway(),
    webhook: { auth: 'none' },
    receipts: false,
    logger: { debug: boom, info: boom, warn: boom, error: boom },
  });
  expect(channel.receipts.offer(message(), { onReleased: boom })).toBe('passed');
  await channel.close();
});

test('R16 R22: an activity that nobody listens for passes without a word', async () => {
  const logger = createRecordingLogger();
  const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' }, receipts: false, logger });
  expect(channel.receipts.offer(message())).toBe('passed');
  expect(logger.entries).toEqual([]);
  await channel.close();
});

test('R16: what is waited for is a promise, and what listens can be ended', async () => {
  const channel = createChannel({
    gateway: createFakeGateway(),
    webhook: { auth: 'none' },
    receipts: false,
    logger: silent,
  });
  const { receipts } = channel;
  const activity = message();
  for (const wait of [receipts.released, receipts.beforeAnswer, receipts.outcome])
    expect(wait(activity)).toBeInstanceOf(Promise);
  expect(() => receipts.on('sent', () => undefined)()).not.toThrow();
  await channel.close();
});
