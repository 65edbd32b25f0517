import { createMemoryInbox, type Inbox } from 'tidemark';
import { reactionMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { createRecordingInbox, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const countsOf = ({ body }: { body: string }): unknown => JSON.parse(body);

test('a webhook is answered 200 with what it came to', async () => {
  const { channel } = open();
  const answer = await post(
    channel,
    text('wamid.1'),
    reactionMessage({ id: 'wamid.2', messageId: 'wamid.0', emoji: '👍' }),
    { id: 'wamid.bad', type: 'text', from: 7 },
    text('wamid.1'),
  );
  expect(answer.status).toBe(200);
  expect(countsOf(answer)).toEqual({ accepted: 2, duplicates: 1, statuses: 0, account: 0, skipped: 1 });
});

test('one bad message among good ones is skipped and told; the others go on in order', async () => {
  const { channel, log } = open({ receipts: false });
  const [told, handled]: [unknown[], unknown[]] = [[], []];
  channel.on('messageSkipped', (event) => told.push(event));
  channel.handle(({ id }) => void handled.push(id));
  const bad = { id: 'wamid.bad', timestamp: '1', text: { body: 'a private text' } };
  const answer = await post(channel, text('wamid.1'), bad, text('wamid.2'));
  await time.clock.tickAsync(0);
  expect(handled).toEqual(['wamid.1', 'wamid.2']);
  expect(countsOf(answer)).toMatchObject({ accepted: 2, skipped: 1 });
  expect(told).toMatchObject([{ id: 'wamid.bad', reason: expect.stringContaining('type') }]);
  expect(log.entries).toMatchObject([{ level: 'warn', fields: { id: 'wamid.bad' } }]);
  expect(log.all() + JSON.stringify(told) + answer.body).not.toContain('private');
});

test('a webhook in which nothing can be read is answered 200, so that it does not come again for ever', async () => {
  const { channel } = open();
  const answer = await post(channel, { type: 'text' }, { id: 7 });
  expect([answer.status, countsOf(answer)]).toMatchObject([200, { accepted: 0, skipped: 2 }]);
});

test('a redelivered message is a duplicate, at once, while it is held, handled, and later', async () => {
  const { channel, gateway } = open();
  let runs = 0;
  channel.handle(async (_activity, turn) => {
    runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await turn.reply('hello');
  });
  await time.clock.tickAsync(0);
  const both = await Promise.all([post(channel, text('wamid.1')), post(channel, text('wamid.1'))]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(both.map(countsOf)).toMatchObject([
    { accepted: 1, duplicates: 0 },
    { accepted: 0, duplicates: 1 },
  ]);
  for (const pauseMs of [500, 1500, 10_000, 3_600_000]) {
    await time.clock.tickAsync(pauseMs);
    expect(countsOf(await post(channel, text('wamid.1')))).toMatchObject({ accepted: 0, duplicates: 1 });
  }
  await time.clock.tickAsync(10_000);
  expect([runs, gateway.reads.length, gateway.sends.length]).toEqual([1, 1, 1]);
});

test('concurrent deliveries of one message are accepted once by an inbox that takes its time too', async () => {
  const { channel } = open({ inbox: slowInbox(50), receipts: false });
  const handled: (string | undefined)[] = [];
  channel.handle(({ id }) => void handled.push(id));
  await time.clock.tickAsync(0);
  const all = Promise.all(['wamid.1', 'wamid.2', 'wamid.1', 'wamid.1'].map((id) => post(channel, text(id))));
  await time.clock.tickAsync(500);
  const answers = await all;
  expect(answers.map((answer) => (countsOf(answer) as { accepted: number }).accepted)).toEqual([1, 1, 0, 0]);
  await Promise.all(answers.map(({ settled }) => settled()));
  expect(handled).toEqual(['wamid.1', 'wamid.2']);
});

test('an inbox that fails is answered 503 with Retry-After, and is told to the logger', async () => {
  let failing = true;
  const memory = createMemoryInbox();
  const inbox: Inbox = {
    ...memory,
    accept: (activity) => (failing ? Promise.reject(new Error('disk full')) : memory.accept(activity)),
  };
  const { channel, log } = open({ inbox });
  const answer = await post(channel, text('wamid.1', { body: 'a private text' }));
  expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([503, true]);
  expect(answer.body).not.toContain('disk full');
  failing = false;
  expect(countsOf(await post(channel, text('wamid.1')))).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(log.all()).toContain('disk full');
  expect(log.all()).not.toContain('private');
});

test('a full inbox in the middle of a webhook: 503, and its redelivery brings the rest, none twice', async () => {
  const inbox = createRecordingInbox(2);
  const { channel } = open({ inbox, receipts: false });
  const messages = ['wamid.1', 'wamid.2', 'wamid.3'].map((id) => text(id));
  const refused = await post(channel, ...messages);
  expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([503, true]);
  expect((await post(channel, ...messages)).status).toBe(503);
  const handled: (string | undefined)[] = [];
  channel.handle(({ id }) => void handled.push(id));
  await time.clock.tickAsync(0);
  const taken = await post(channel, ...messages);
  expect([taken.status, countsOf(taken)]).toMatchObject([200, { accepted: 1, duplicates: 2 }]);
  await time.clock.tickAsync(0);
  expect(handled).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

test('skipped messages of a refused webhook are told when it is taken, not each time', async () => {
  const { channel } = open({ maxWaiting: 1 });
  const told: unknown[] = [];
  channel.on('messageSkipped', (event) => told.push(event));
  await post(channel, text('wamid.1'), text('wamid.2'), { type: 'text' });
  expect(told).toEqual([]);
});

/** An inbox that writes somewhere first. */
function slowInbox(ms: number): Inbox {
  const memory = createMemoryInbox();
  return {
    ...memory,
    async accept(activity) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return memory.accept(activity);
    },
  };
}
