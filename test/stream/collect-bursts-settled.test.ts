import { collectBursts } from 'tidemark';
import { expect, test } from 'vitest';
import { createRecordingInbox, never, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const say = (id: string): object => text(id, { body: id });

test.each([
  ['handled', (): void => undefined],
  [
    'failed',
    (): void => {
      throw new Error('broken bot');
    },
  ],
] as const)('all messages of a burst are settled together: %s', async (outcome, handler) => {
  const inbox = createRecordingInbox(2);
  const { channel } = open({ inbox, receipts: false });
  channel.handle(handler, { collect: true });
  await time.clock.tickAsync(0);
  await post(channel, say('a'));
  await time.clock.tickAsync(500);
  const webhook = await post(channel, say('b'));
  const settled = stateOf(webhook.settled());
  expect((await post(channel, say('c'))).status).toBe(503);
  await time.clock.tickAsync(999);
  expect(inbox.settled).toEqual([]);
  expect(settled.done).toBe(false);
  await time.clock.tickAsync(1);
  expect(inbox.settled).toEqual([
    ['a', outcome],
    ['b', outcome],
  ]);
  expect(settled.done).toBe(true);
  expect((await post(channel, say('c'), say('d'))).status).toBe(200);
});

test('a burst whose turn runs out of time is settled as a whole, and its line moves on', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false, turnTimeoutMs: 2000 });
  channel.handle(({ text }) => (text === 'c' ? undefined : never()), { collect: true });
  await time.clock.tickAsync(0);
  await post(channel, say('a'), say('b'));
  await time.clock.tickAsync(1500);
  await post(channel, say('c'));
  await time.clock.tickAsync(1500);
  expect(inbox.settled.map(([id, outcome]) => [id, outcome])).toEqual([
    ['a', 'timedOut'],
    ['b', 'timedOut'],
    ['c', 'handled'],
  ]);
});

test('a message delivered again while its burst is collected is in it once', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const texts: (string | undefined)[] = [];
  channel.handle((activity) => void texts.push(activity.text), { collect: true });
  await time.clock.tickAsync(0);
  await post(channel, say('a'));
  await post(channel, say('a'), say('b'));
  await time.clock.tickAsync(5000);
  expect(texts).toEqual(['a\nb']);
  expect(inbox.settled.map(([id]) => id)).toEqual(['a', 'b']);
});

test('behind a plain subscription each message is settled when emitted, at most once', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const out: (string | undefined)[] = [];
  channel.activity$.pipe(collectBursts(channel)).subscribe((activity) => out.push(activity.text));
  await time.clock.tickAsync(0);
  await post(channel, say('a'), say('b'));
  await time.clock.tickAsync(1000);
  expect(out).toEqual(['a\nb']);
  expect(inbox.settled).toEqual([
    ['a', 'emitted'],
    ['b', 'emitted'],
  ]);
});
