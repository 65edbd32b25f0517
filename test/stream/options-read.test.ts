import { type ChannelOptions, createChannel } from 'tidemark';
import { statusWebhook } from 'tidemark/testing';
import { expect, test, vi } from 'vitest';
import {
  BUSINESS,
  CUSTOMER,
  createRecordingInbox,
  never,
  post,
  requestOf,
  stateOf,
  text,
  useChannels,
} from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open = useChannels(time);

/** How many of five messages of five customers have a running turn. */
async function runningOf(options: Partial<ChannelOptions>, customers = 5): Promise<number> {
  const { channel } = open({ receipts: false, drainTimeoutMs: 0, ...options });
  let running = 0;
  channel.handle(() => {
    running += 1;
    return never();
  });
  const messages = Array.from({ length: customers }, (_, index) =>
    text(`wamid.${index}`, { from: String(919800000000 + index) }),
  );
  await post(channel, ...messages);
  await time.clock.tickAsync(0);
  return running;
}

test('gateway is where calls go, and its serviceUrl is that of the activities', async () => {
  const gateway = createFakeGateway();
  const { channel } = open({ gateway });
  const urls: string[] = [];
  expect(channel.gateway).toBe(gateway);
  channel.handle(({ serviceUrl }) => void urls.push(serviceUrl));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  expect(urls).toEqual(['https://api.example.test']);
  expect(gateway.reads).toHaveLength(1);
});

test('webhook.auth and webhook.maxBodyBytes are read', async () => {
  const { channel } = open({ webhook: { auth: { bearer: 'let-me-in' }, maxBodyBytes: 1024 } });
  expect((await post(channel, text('wamid.1'))).status).toBe(401);
  const headers = { 'content-type': 'application/json', authorization: 'Bearer let-me-in' };
  expect((await channel.handleWebhook(requestOf('x'.repeat(1025), { headers }))).status).toBe(413);
});

test('webhook.maxBodyBytes is 4 MiB by default', async () => {
  const { channel } = open();
  const limit = 4 * 1024 * 1024;
  expect((await channel.handleWebhook(requestOf('x'.repeat(limit)))).status).toBe(400);
  expect((await channel.handleWebhook(requestOf('x'.repeat(limit + 1)))).status).toBe(413);
});

test('receipts are read: quietMs', async () => {
  const { channel, gateway } = open({ receipts: { quietMs: 250 } });
  channel.handle(() => undefined);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(249);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads).toHaveLength(1);
});

test('inbox is read', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox });
  await post(channel, text('wamid.1'));
  expect((await inbox.close()).map(({ id }) => id)).toEqual(['wamid.1']);
});

test('concurrency is read, and is 100 by default', async () => {
  expect(await runningOf({ concurrency: 3 })).toBe(3);
  expect(await runningOf({}, 101)).toBe(100);
});

test('maxWaiting is read, and is 10,000 by default', async () => {
  const small = open({ maxWaiting: 1 }).channel;
  expect((await post(small, text('wamid.1'), text('wamid.2'))).status).toBe(503);
  const usual = open().channel;
  for (let webhook = 0; webhook < 10; webhook += 1) {
    const many = Array.from({ length: 1000 }, (_, index) => text(`wamid.${webhook}-${index}`));
    expect((await post(usual, ...many)).status).toBe(200);
  }
  expect((await post(usual, text('wamid.one-more'))).status).toBe(503);
});

test.each<[ChannelOptions['activities'], string[]]>([
  [undefined, ['message']],
  [{}, ['message']],
  [{ statuses: false, readEvents: false, firstContact: false }, ['message']],
  [{ statuses: true }, ['whatsapp/status', 'message']],
  [{ readEvents: true }, ['application/vnd.microsoft.readReceipt', 'message']],
  [{ firstContact: true }, ['conversationUpdate', 'message']],
])('activities is read: %j', async (activities, expected) => {
  const { channel } = open({ receipts: false, ...(activities !== undefined && { activities }) });
  const heard: string[] = [];
  channel.handle(({ type, name }) => void heard.push(name ?? type));
  const read = { id: 'wamid.out', status: 'read', businessNumber: BUSINESS, recipient: CUSTOMER };
  await time.clock.tickAsync(0);
  await channel.handleWebhook(requestOf(statusWebhook(read)));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(heard).toEqual(expected);
});

test('turnTimeoutMs is read', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false, turnTimeoutMs: 1 });
  channel.handle(never);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1);
  expect(inbox.settled).toHaveLength(1);
});

test('drainTimeoutMs is read, and is 10 seconds by default', async () => {
  for (const [options, ms] of [
    [{ drainTimeoutMs: 300 }, 300],
    [{}, 10_000],
  ] as const) {
    const { channel } = open({ receipts: false, ...options });
    channel.handle(never);
    await post(channel, text('wamid.1'));
    await time.clock.tickAsync(0);
    const closing = stateOf(channel.close());
    await time.clock.tickAsync(ms - 1);
    expect(closing.done).toBe(false);
    await time.clock.tickAsync(1);
    expect(closing.done).toBe(true);
  }
});

test('logger is read, and is console from warn up by default', async () => {
  const { channel, log } = open({ receipts: false });
  channel.handle(() => Promise.reject(new Error('broken bot')));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(log.entries).toHaveLength(1);

  const told = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) => {
    const spy = vi.spyOn(console, level).mockImplementation(() => undefined);
    return { level, spy };
  });
  const plain = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' }, receipts: false });
  plain.handle(() => Promise.reject(new Error('broken bot')));
  await post(plain, text('wamid.1'), { type: 'text' });
  await time.clock.tickAsync(0);
  await plain.close();
  const calls = Object.fromEntries(told.map(({ level, spy }) => [level, spy.mock.calls.length]));
  expect(calls).toEqual({ debug: 0, info: 0, log: 0, warn: 1, error: 1 });
});
