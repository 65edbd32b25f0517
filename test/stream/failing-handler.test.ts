import type { Handler } from 'tidemark';
import { expect, test } from 'vitest';
import { conversationOf, createRecordingInbox, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

const failures: [string, Handler][] = [
  [
    'throws at once',
    () => {
      throw new RangeError('broken bot');
    },
  ],
  ['rejects', () => Promise.reject(new RangeError('broken bot'))],
  [
    'rejects later',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      throw new RangeError('broken bot');
    },
  ],
];

for (const [what, handler] of failures) {
  test(`a handler that ${what} is logged, told, settled failed and not repeated`, async () => {
    const inbox = createRecordingInbox();
    const { channel, log } = open({ inbox });
    const told: unknown[] = [];
    let runs = 0;
    channel.on('turnFailed', (event) => told.push(event));
    channel.handle((activity, turn) => {
      runs += 1;
      return handler(activity, turn);
    });
    await post(channel, text('wamid.1', { body: 'a private text' }));
    await time.clock.tickAsync(600_000);
    expect(runs).toBe(1);
    expect(inbox.settled).toEqual([['wamid.1', 'failed']]);
    expect(told).toEqual([
      { conversation: conversationOf(), id: 'wamid.1', outcome: 'failed', error: 'RangeError', attempt: 1 },
    ]);
    expect(log.entries).toMatchObject([{ level: 'error', fields: { id: 'wamid.1', conversation: conversationOf() } }]);
    expect(log.all() + JSON.stringify(told)).not.toContain('private');
  });
}

test('the next turns of the conversation go on after a handler that throws', async () => {
  const { channel, gateway } = open({ receipts: false, concurrency: 1 });
  channel.handle(async ({ id }, turn) => {
    if (id !== 'wamid.3') throw new Error('broken bot');
    await turn.reply('fine');
  });
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3'));
  await time.clock.tickAsync(0);
  expect(gateway.sends).toMatchObject([{ text: 'fine' }]);
});

test('the event of a failed turn has no text, though the error has', async () => {
  const { channel } = open({ receipts: false });
  const told: unknown[] = [];
  channel.on('turnFailed', (event) => told.push(event));
  channel.handle(({ text }) => {
    throw new Error(`cannot understand "${text}"`);
  });
  await post(channel, text('wamid.1', { body: 'a private text' }));
  await time.clock.tickAsync(0);
  expect(told).toHaveLength(1);
  expect(JSON.stringify(told)).not.toContain('private');
});

for (const value of [undefined, null, 'a string', 7, { odd: true }]) {
  test(`a handler that throws ${JSON.stringify(value)} instead of an error harms nothing`, async () => {
    const inbox = createRecordingInbox();
    const { channel } = open({ inbox, receipts: false });
    channel.handle(() => Promise.reject(value));
    await post(channel, text('wamid.1'));
    await post(channel, text('wamid.2'));
    await time.clock.tickAsync(0);
    expect(inbox.settled).toEqual([
      ['wamid.1', 'failed'],
      ['wamid.2', 'failed'],
    ]);
  });
}

test('R8: typing ends with a handler that throws', async () => {
  const { channel, gateway } = open();
  channel.handle(async (_activity, turn) => {
    await turn.typing();
    throw new Error('broken bot');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(120_000);
  expect(gateway.reads.filter(({ typing }) => typing).length).toBeLessThanOrEqual(1);
});

test('a failed turn keeps its receipt: the message was read', async () => {
  const { channel, gateway } = open();
  channel.handle(() => Promise.reject(new Error('broken bot')));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(2000);
  expect(gateway.reads).toMatchObject([{ id: 'wamid.1' }]);
  expect(channel.receipts.stats()).toMatchObject({ sent: 1, pending: 0 });
});
