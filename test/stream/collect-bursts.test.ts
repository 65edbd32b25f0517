import { type Activity, createChannel, isOptionsError, type Turn } from 'tidemark';
import { buttonReplyMessage, imageMessage, kaleyraWebhook, locationMessage, textMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, OTHER, post, requestOf, text, useChannels } from '../helpers/channel.js';
import { START_MS, useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open = useChannels(time);
const NOW = START_MS / 1000;
const at = (id: string, timestamp: number): object => textMessage({ id, text: id, timestamp });

/** The turns of messages that arrive one after another as one burst. */
async function turnsOf(...messages: object[]): Promise<[Activity, Turn][]> {
  const { channel } = open({ receipts: false });
  const turns: [Activity, Turn][] = [];
  channel.handle((activity, turn) => void turns.push([activity, turn]), { collect: true });
  await time.clock.tickAsync(0);
  for (const message of messages) {
    const body = kaleyraWebhook({
      from: CUSTOMER,
      businessNumber: BUSINESS,
      messages: [message],
      extraInfo: { media_url: 'https://media.example.test/1' },
    });
    expect((await channel.handleWebhook(requestOf(body))).status).toBe(200);
    await time.clock.tickAsync(500);
  }
  await time.clock.tickAsync(5000);
  return turns;
}
const burstOf = ({ channelData }: Activity): Activity[] | undefined =>
  (channelData as { burst?: Activity[] } | undefined)?.burst;
const idsOf = (activities: readonly Activity[] = []): (string | undefined)[] => activities.map(({ id }) => id);

test('R2: a burst is one activity: texts joined by newlines in order, id and timestamp of the newest', async () => {
  const [first, ...rest] = await turnsOf(at('new', NOW), at('old', NOW - 20), at('middle', NOW - 10));
  expect(rest).toEqual([]);
  expect(first?.[0]).toMatchObject({
    type: 'message',
    id: 'new',
    timestamp: new Date(START_MS),
    text: 'old\nmiddle\nnew',
    textFormat: 'plain',
    conversation: { id: `${BUSINESS}:${CUSTOMER}` },
    from: { id: CUSTOMER },
  });
});

test('R2: channelData.burst has the originals in order, and the provider data is that of the newest', async () => {
  const [first] = await turnsOf(at('new', NOW), at('old', NOW - 20));
  const [burst] = first ?? [];
  if (burst === undefined) return expect.unreachable();
  expect(burstOf(burst)?.map(({ id, text }) => [id, text])).toEqual([
    ['old', 'old'],
    ['new', 'new'],
  ]);
  expect(burst.channelData).toMatchObject(burstOf(burst)?.at(-1)?.channelData as object);
});

test('R2: turn.activities has the originals in order, oldest first', async () => {
  const [first] = await turnsOf(at('new', NOW), at('old', NOW - 20), at('middle', NOW - 10));
  expect(idsOf(first?.[1].activities)).toEqual(['old', 'middle', 'new']);
});

test('R2: messages of one second keep their order of arrival', async () => {
  const [first] = await turnsOf(at('a', NOW), at('b', NOW), at('c', NOW));
  expect(first?.[0]).toMatchObject({ id: 'c', text: 'a\nb\nc' });
});

test('R2: a message whose clock is more than 60 s ahead counts as of its arrival', async () => {
  const [first] = await turnsOf(at('ahead', NOW + 61), at('after', NOW));
  expect(first?.[0]).toMatchObject({ id: 'after', text: 'ahead\nafter' });
});

test('R2: a message 60 s ahead counts as of its own time', async () => {
  const [first] = await turnsOf(at('ahead', NOW + 60), at('after', NOW));
  expect(first?.[0]).toMatchObject({ id: 'ahead', text: 'after\nahead' });
});

test('R2: a message without a timestamp counts as of its arrival', async () => {
  const { timestamp: _, ...timeless } = at('timeless', NOW) as { timestamp: string };
  const [first] = await turnsOf(timeless, at('after', NOW));
  expect(first?.[0]).toMatchObject({ id: 'after', text: 'timeless\nafter' });
});

test('R2: attachments and entities come in order, and empty texts leave no empty line', async () => {
  const [first] = await turnsOf(
    imageMessage({ id: 'late', caption: 'two', mimeType: 'image/png', timestamp: NOW }),
    locationMessage({ id: 'place', latitude: 1, longitude: 2, timestamp: NOW - 10 }),
    imageMessage({ id: 'early', mimeType: 'image/jpeg', timestamp: NOW - 30 }),
    locationMessage({ id: 'place0', latitude: 3, longitude: 4, timestamp: NOW - 20 }),
    at('one', NOW - 25),
  );
  const [burst] = first ?? [];
  expect(burst?.text).toBe('one\ntwo');
  expect(burst?.attachments?.map(({ contentType }) => contentType)).toEqual(['image/jpeg', 'image/png']);
  expect(burst?.entities).toMatchObject([
    { type: 'GeoCoordinates', latitude: 3 },
    { type: 'GeoCoordinates', latitude: 1 },
  ]);
  expect(idsOf(burst === undefined ? [] : burstOf(burst))).toEqual(['early', 'one', 'place0', 'place', 'late']);
});

test('a burst of pictures without a caption has the text of a message: a string', async () => {
  const [first] = await turnsOf(imageMessage({ id: 'a' }), imageMessage({ id: 'b' }));
  expect(first?.[0].text).toBe('');
  expect(first?.[0].attachments).toHaveLength(2);
});

test('a lone message is a burst of its own, and its turn has it', async () => {
  const [first, second] = await turnsOf(at('a', NOW));
  expect(second).toBeUndefined();
  expect(first?.[0]).toMatchObject({ id: 'a', text: 'a' });
  expect(idsOf(first?.[1].activities)).toEqual(['a']);
});

test('a burst leaves the originals as they came', async () => {
  const [first] = await turnsOf(at('a', NOW), at('b', NOW));
  for (const original of first?.[1].activities ?? []) {
    expect(original.text).toBe(original.id);
    expect(original.channelData).not.toHaveProperty('burst');
  }
});

test('bursts are of one conversation', async () => {
  const { channel } = open({ receipts: false });
  const texts: (string | undefined)[] = [];
  channel.handle((activity) => void texts.push(activity.text), { collect: true });
  await time.clock.tickAsync(0);
  for (const [id, from] of ['a', 'b', 'c', 'd'].map((id, index) => [id, index % 2 ? OTHER : CUSTOMER] as const)) {
    await post(channel, text(id, { body: id, from }));
  }
  await time.clock.tickAsync(5000);
  expect(texts.toSorted()).toEqual(['a\nc', 'b\nd']);
});

test('without collect, and with collect false, each message has a turn of its own', async () => {
  for (const options of [undefined, {}, { collect: false }]) {
    const { channel } = open({ receipts: false });
    const ids: (string | undefined)[] = [];
    channel.handle(({ id }) => void ids.push(id), options);
    await post(channel, text('a'), buttonReplyMessage({ id: 'tap', replyId: '1', title: 'Yes' }), text('b'));
    await time.clock.tickAsync(0);
    expect(ids).toEqual(['a', 'tap', 'b']);
  }
});

const nothing = (): void => undefined;
test.each<[string, unknown, RegExp]>([
  ['an unknown option', { collect: { quitMs: 1 } }, /"quitMs"/],
  ['a negative time', { collect: { quietMs: -1 } }, /quietMs.*got -1/],
  ['maxWaitMs below quietMs', { collect: { quietMs: 700, maxWaitMs: 699 } }, /maxWaitMs.*quietMs.*got 699/],
  ['a maxCount of 0', { collect: { maxCount: 0 } }, /maxCount.*got 0/],
  ['a broken maxCount', { collect: { maxCount: 2.5 } }, /maxCount.*got 2.5/],
  ['passes that is no function', { collect: { passes: 'tap' } }, /passes.*function/],
  ['a collect that is no option', { collect: 'yes' }, /collect/],
  ['an unknown option beside collect', { colect: true }, /"colect"/],
])('options: handle throws for %s, naming it', (_, options, text) => {
  const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
  let error: unknown;
  try {
    channel.handle(nothing, options as never)();
  } catch (thrown) {
    error = thrown;
  }
  expect(isOptionsError(error) && error.message).toMatch(text);
  expect(() => channel.handle(nothing)()).not.toThrow();
});
