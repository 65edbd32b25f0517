import { readReceipts } from 'tidemark';
import { reactionMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { createRecordingInbox, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('a message has one receipt pass, however many pipelines there are', async () => {
  const { channel, gateway } = open();
  const seen: string[] = [];
  channel.handle(({ id }) => void seen.push(`handler ${id}`));
  for (const name of ['a', 'b']) channel.activity$.subscribe(({ id }) => seen.push(`${name} ${id}`));
  channel.incoming$.pipe(readReceipts(channel)).subscribe(({ id }) => seen.push(`piped ${id}`));
  channel.incoming$.pipe(readReceipts(channel), readReceipts(channel)).subscribe(({ id }) => seen.push(`twice ${id}`));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(999);
  expect(seen).toEqual([]);
  await time.clock.tickAsync(1);
  expect(seen.toSorted()).toEqual(['a', 'b', 'handler', 'piped', 'twice'].map((name) => `${name} wamid.1`));
  expect(gateway.reads).toHaveLength(1);
  expect(channel.receipts.stats()).toMatchObject({ accepted: 1, sent: 1, duplicates: 0 });
});

test('R17: an activity that needs no receipt does not overtake a held one of its conversation', async () => {
  const { channel } = open();
  const handled: (string | undefined)[] = [];
  channel.handle(({ type, id }) => void handled.push(type === 'message' ? id : type));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await post(channel, reactionMessage({ messageId: 'wamid.0', emoji: '👍' }));
  await time.clock.tickAsync(999);
  expect(handled).toEqual([]);
  await time.clock.tickAsync(1);
  expect(handled).toEqual(['wamid.1', 'messageReaction']);
});

test('R1: an activity that needs no receipt passes at once when nothing is held', async () => {
  const { channel, gateway } = open();
  const handled: string[] = [];
  channel.handle(({ type }) => void handled.push(type));
  await time.clock.tickAsync(0);
  await post(channel, reactionMessage({ messageId: 'wamid.0', emoji: '👍' }));
  await time.clock.tickAsync(0);
  expect(handled).toEqual(['messageReaction']);
  await time.clock.tickAsync(10_000);
  expect(gateway.calls).toEqual([]);
});

test('R16: with receipts false there is no call at all, typing and markRead included, and nothing is held', async () => {
  const { channel, gateway } = open({ receipts: false });
  channel.handle(async (_activity, turn) => {
    await turn.typing();
    await turn.reply({ type: 'typing' });
    await turn.markRead();
    await turn.reply('hello');
    await turn.typing();
  });
  const start = performance.now();
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(0);
  expect(gateway.calls.map(({ what, atMs }) => [what, atMs - start])).toEqual([
    ['send', 0],
    ['send', 0],
  ]);
  await channel.close();
  await time.clock.tickAsync(60_000);
  expect(gateway.reads).toEqual([]);
});

test('R16: with receipts false the three ways in work', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ receipts: false, inbox });
  const seen: (string | undefined)[] = [];
  channel.incoming$.pipe(readReceipts(channel)).subscribe(({ id }) => seen.push(id));
  channel.activity$.subscribe(({ id }) => seen.push(id));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(seen).toEqual(['wamid.1', 'wamid.1']);
  expect(inbox.settled).toEqual([['wamid.1', 'emitted']]);
  expect(gateway.calls).toEqual([]);
});

test("R8: typing 'off' makes no typing call", async () => {
  const { channel, gateway } = open({ receipts: { typing: 'off' } });
  channel.handle(async (_activity, turn) => {
    await turn.typing();
    await turn.reply({ type: 'typing' });
    await turn.reply('hello');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(60_000);
  expect(gateway.reads).toMatchObject([{ typing: false }]);
});
