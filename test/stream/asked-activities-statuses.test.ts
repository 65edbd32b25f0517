import { type Activity, createMemoryInbox, isMarkable, type MessageStatus } from 'tidemark';
import { kaleyraWebhook, statusWebhook, textMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, conversationOf, post, requestOf, stateOf, text, useChannels } from '../helpers/channel.js';
import { START_MS, useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const READ_RECEIPT = 'application/vnd.microsoft.readReceipt';
const errors = [{ code: 131026, title: 'Message undeliverable' }];

function status(word: string, details: Readonly<Record<string, unknown>> = {}): object {
  const timestamp = START_MS / 1000 - 5;
  const about = { businessNumber: BUSINESS, recipient: CUSTOMER, timestamp, details };
  return statusWebhook({ id: 'wamid.out-1', status: word, ...about });
}

type Opened = ReturnType<typeof open>;

/** A channel with these activities and a bot that keeps what it is given. */
function listening(options: Parameters<typeof open>[0]): Opened & { heard: Activity[] } {
  const opened = open(options);
  const heard: Activity[] = [];
  opened.channel.handle((activity) => void heard.push(activity));
  return { ...opened, heard };
}

async function say({ channel }: Pick<Opened, 'channel'>, ...bodies: object[]): Promise<object[]> {
  const answers: object[] = [];
  for (const body of bodies) {
    const { status: http, body: counts } = await channel.handleWebhook(requestOf(body));
    answers.push({ http, ...JSON.parse(counts) });
  }
  await time.clock.tickAsync(0);
  return answers;
}

test('by default a status is no activity', async () => {
  const opened = listening({});
  await say(opened, status('read'));
  expect(opened.heard).toEqual([]);
});

test('statuses: every status comes as an event from the customer, beside status$', async () => {
  const opened = listening({ activities: { statuses: true } });
  const seen: MessageStatus[] = [];
  opened.channel.status$.subscribe((next) => seen.push(next));
  await say(
    opened,
    status('sent'),
    status('delivered'),
    status('READ'),
    status('played'),
    status('failed', { errors }),
  );
  const words = ['sent', 'delivered', 'read', 'played', 'failed'];
  expect(seen.map((one) => one.status)).toEqual(words);
  const timestamp = '2026-03-01T11:59:55.000Z';
  expect(opened.heard).toEqual(
    words.map((word, index) => ({
      type: 'event',
      name: 'whatsapp/status',
      id: `wamid.out-1:${word}`,
      timestamp: new Date(timestamp),
      channelId: 'whatsapp',
      serviceUrl: 'https://api.example.test',
      from: { id: CUSTOMER, role: 'user' },
      recipient: { id: BUSINESS, role: 'bot' },
      conversation: { id: conversationOf(), isGroup: false },
      value: { id: 'wamid.out-1', status: word, timestamp, ...(word === 'failed' && { errors }) },
      channelData: seen[index]?.channelData,
    })),
  );
  for (const { channelData } of opened.heard) {
    expect(channelData).toMatchObject({ provider: 'kaleyra', status: { id: 'wamid.out-1' } });
    expect(Object.isFrozen(channelData)).toBe(true);
  }
});

test('readEvents: only a read status comes, as Teams has it, under an id of its own', async () => {
  const opened = listening({ activities: { readEvents: true } });
  await say(opened, status('delivered'), status('played'));
  expect(opened.heard).toEqual([]);
  await say(opened, status('read'));
  expect(opened.heard).toMatchObject([
    {
      type: 'event',
      name: READ_RECEIPT,
      value: { lastReadMessageId: 'wamid.out-1' },
      from: { id: CUSTOMER, role: 'user' },
      conversation: { id: conversationOf() },
      channelData: { provider: 'kaleyra' },
    },
  ]);
});

test('both together are two turns of a read status, and a redelivery of it runs none', async () => {
  const opened = listening({ activities: { statuses: true, readEvents: true } });
  await say(opened, status('read'), status('read'));
  expect(opened.heard.map(({ name }) => name)).toEqual(['whatsapp/status', READ_RECEIPT]);
  expect(new Set(opened.heard.map(({ id }) => id)).size).toBe(2);
});

test('R1: they are never marked read', async () => {
  const opened = listening({ activities: { statuses: true, readEvents: true } });
  await say(opened, status('read'));
  await time.clock.tickAsync(10_000);
  expect(opened.heard.map(isMarkable)).toEqual([false, false]);
  expect([opened.gateway.calls, opened.channel.receipts.stats().accepted]).toEqual([[], 0]);
});

test('R1: they pass at once, and hold no message up', async () => {
  const opened = listening({ activities: { statuses: true } });
  await say(
    opened,
    status('sent'),
    kaleyraWebhook({ from: CUSTOMER, businessNumber: BUSINESS, messages: [text('m')] }),
  );
  expect(opened.heard.map(({ id }) => id)).toEqual(['wamid.out-1:sent']);
  await time.clock.tickAsync(1000);
  expect(opened.heard.map(({ id }) => id)).toEqual(['wamid.out-1:sent', 'm']);
});

test('R1: they do not overtake a message that waits for its receipt', async () => {
  const opened = listening({ activities: { statuses: true } });
  await post(opened.channel, text('m'));
  await say(opened, status('sent'));
  expect(opened.heard).toEqual([]);
  await time.clock.tickAsync(1000);
  expect(opened.heard.map(({ id }) => id)).toEqual(['m', 'wamid.out-1:sent']);
});

test('collectBursts lets them pass at once, behind what they end', async () => {
  const { channel } = open({ receipts: false, activities: { statuses: true, readEvents: true } });
  const heard: (string | undefined)[] = [];
  channel.handle(({ id }) => void heard.push(id), { collect: true });
  await post(channel, text('m-1'), text('m-2'));
  await channel.handleWebhook(requestOf(status('read')));
  await time.clock.tickAsync(0);
  expect(heard).toEqual(['m-2', 'wamid.out-1:read', 'wamid.out-1:readReceipt']);
});

test('the webhook counts them as statuses only, first and redelivered', async () => {
  const opened = listening({ activities: { statuses: true, readEvents: true } });
  const counts = { http: 200, accepted: 0, duplicates: 0, statuses: 1, account: 0, skipped: 0 };
  expect(await say(opened, status('read'), status('read'))).toEqual([counts, counts]);
});

test('the webhook is settled when their turns are done', async () => {
  const { channel } = open({ activities: { statuses: true } });
  let finish = (): void => undefined;
  channel.handle(() => new Promise<void>((resolve) => (finish = resolve)));
  const answer = await channel.handleWebhook(requestOf(status('sent')));
  const state = stateOf(answer.settled());
  await time.clock.tickAsync(0);
  expect(state.done).toBe(false);
  finish();
  await time.clock.tickAsync(0);
  expect(state.done).toBe(true);
});

test('where there is no room for them the webhook is refused, status$ stays silent, and the redelivery brings both', async () => {
  const opened = open({ activities: { statuses: true }, inbox: createMemoryInbox({ maxWaiting: 1 }), receipts: false });
  const seen: string[] = [];
  opened.channel.status$.subscribe((next) => seen.push(next.status));
  await post(opened.channel, text('m'));
  expect(await say(opened, status('sent'))).toMatchObject([{ http: 503 }]);
  expect(seen).toEqual([]);
  const heard: (string | undefined)[] = [];
  opened.channel.handle(({ id }) => void heard.push(id));
  await time.clock.tickAsync(0);
  expect(await say(opened, status('sent'))).toMatchObject([{ http: 200, statuses: 1 }]);
  expect([heard, seen]).toEqual([['m', 'wamid.out-1:sent'], ['sent']]);
});

test('while nobody listens they wait, and it is told once', async () => {
  const opened = open({ activities: { statuses: true } });
  await say(opened, status('sent'), status('delivered'));
  expect(opened.log.entries.map(({ message }) => message)).toEqual([expect.stringMatching('wait for a consumer')]);
  expect((await opened.channel.close()).remaining.map(({ id }) => id)).toEqual([
    'wamid.out-1:sent',
    'wamid.out-1:delivered',
  ]);
});

test('the statuses of a webhook that brings messages too come behind them', async () => {
  const { channel } = open({ receipts: false, activities: { statuses: true } });
  const heard: (string | undefined)[] = [];
  channel.handle(({ id }) => void heard.push(id));
  const messages = [textMessage({ id: 'm', from: CUSTOMER, text: 'hi' })];
  const statuses = [{ id: 'wamid.out-1', status: 'sent', recipient_id: CUSTOMER }];
  const metadata = { display_phone_number: BUSINESS };
  const answer = await channel.handleWebhook(requestOf({ field: 'messages', value: { metadata, statuses, messages } }));
  await time.clock.tickAsync(0);
  expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1, statuses: 1 });
  expect(heard).toEqual(['m', 'wamid.out-1:sent']);
});
