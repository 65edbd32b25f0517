import { expect, test } from 'vitest';
import { createRecordingInbox, never, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('R21: close is idempotent, and an idle channel closes at once', async () => {
  const { channel } = open();
  const first = channel.close();
  expect(channel.close()).toBe(first);
  expect(await first).toEqual({ remaining: [], unread: 0 });
  expect(await channel.close()).toEqual({ remaining: [], unread: 0 });
});

test('R21: webhooks are refused with 503 while closing and after, before their body is read', async () => {
  const { channel } = open();
  const body = {
    [Symbol.asyncIterator](): never {
      throw new Error('read');
    },
  };
  const request = { method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, body };
  const closing = channel.close();
  expect([(await channel.handleWebhook(request)).status, (await post(channel, text('wamid.1'))).status]).toEqual([
    503, 503,
  ]);
  await closing;
  const answer = await channel.handleWebhook(request);
  expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([503, true]);
});

test('R21: a webhook whose body arrives while closing is refused', async () => {
  const { channel } = open();
  const encoded = new TextEncoder().encode('{}');
  const body = (async function* (): AsyncGenerator<Uint8Array> {
    await sleep(100);
    yield encoded;
  })();
  const request = { method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, body };
  const answer = stateOf(channel.handleWebhook(request));
  const closing = channel.close();
  await time.clock.tickAsync(100);
  await closing;
  expect(answer.value?.status).toBe(503);
});

test('R21: a pending receipt is made due, what is held is handed on, its turn ends and answers', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  channel.handle(async (_activity, turn) => {
    await sleep(700);
    await turn.reply('hello');
  });
  const start = performance.now();
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(100);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(1400);
  expect(gateway.calls.map(({ what, atMs }) => [what, atMs - start])).toEqual([
    ['read', 100],
    ['send', 800],
    ['send', 1500],
  ]);
  expect(closing.value).toEqual({ remaining: [], unread: 0 });
  expect(inbox.settled).toHaveLength(2);
});

test('R21: a handler registered in the tick of close is given what waited', async () => {
  const { channel } = open();
  const handled: (string | undefined)[] = [];
  await post(channel, text('wamid.1'));
  channel.handle(({ id }) => void handled.push(id));
  const closed = await channel.close();
  expect(handled).toEqual(['wamid.1']);
  expect(closed).toEqual({ remaining: [], unread: 0 });
});

test('R21: everything is over within drainTimeoutMs; what remains is returned and logged, without a text', async () => {
  const inbox = createRecordingInbox();
  const { channel, log } = open({ inbox, receipts: false, drainTimeoutMs: 4000 });
  const signals: AbortSignal[] = [];
  channel.handle((_activity, { signal }) => {
    signals.push(signal);
    return never();
  });
  await post(channel, text('wamid.1', { body: 'a private text' }), text('wamid.2'));
  await time.clock.tickAsync(0);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(3999);
  expect([closing.done, signals[0]?.aborted]).toEqual([false, false]);
  await time.clock.tickAsync(1);
  expect(closing.value?.remaining.map(({ id }) => id)).toEqual(['wamid.1', 'wamid.2']);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(log.entries.filter(({ fields }) => fields.remaining === 2)).toMatchObject([{ level: 'warn' }]);
  expect(log.all()).not.toContain('private');
});

test('R21: what remains is not settled, so that a durable inbox keeps it', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false, drainTimeoutMs: 1000 });
  channel.handle(never);
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(0);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(5000);
  expect(closing.value?.remaining).toHaveLength(2);
  expect(inbox.settled).toEqual([]);
});

test('R21: what nobody listened to is returned', async () => {
  const { channel, log } = open();
  await post(channel, text('wamid.1'), text('wamid.2'));
  expect((await channel.close()).remaining.map(({ id }) => id)).toEqual(['wamid.1', 'wamid.2']);
  expect(log.entries.filter(({ level, message }) => level === 'warn' && message.includes('not handled'))).toHaveLength(
    1,
  );
});

test('R21: receipts that hang end failed within drainTimeoutMs, and their turns have run', async () => {
  const { channel, gateway } = open({ drainTimeoutMs: 5000 });
  gateway.always('hang');
  const handled: (string | undefined)[] = [];
  channel.handle(({ id }) => void handled.push(id));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(4999);
  expect([closing.done, handled]).toEqual([false, ['wamid.1']]);
  await time.clock.tickAsync(1);
  expect(closing.value).toEqual({ remaining: [], unread: 1 });
  expect(channel.receipts.stats()).toMatchObject({ failed: 1, pending: 0 });
});

test('R21: a halted number is not waited for', async () => {
  const { channel, gateway } = open();
  gateway.always({ code: 'RBC001', kind: 'halt' });
  channel.handle(() => undefined);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(0);
  expect(closing.value).toEqual({ remaining: [], unread: 1 });
});
