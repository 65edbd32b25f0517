import {
  createReceipts,
  type HumanPaceOptions,
  humanPace,
  isOptionsError,
  type Pace,
  type ReceiptOptions,
} from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick, setRandom } = useReceipts();
const words = (count: number): string => Array.from({ length: count }, () => 'tide').join(' ');
const steady = (options: HumanPaceOptions = {}): Pace => humanPace({ jitter: 0, attentionMs: 0, ...options });
const attachment = (contentType: string): object => ({
  attachments: [{ contentType, contentUrl: 'https://x.test/1' }],
});

test('R18: a text takes its words at 238 a minute', () => {
  const { readingMsOf } = steady();
  expect(readingMsOf(message({ text: words(238) }))).toBeCloseTo(60_000);
  expect(readingMsOf(message({ text: '  two \n\t words ' }))).toBeCloseTo((2 * 60_000) / 238);
  expect(readingMsOf(message({ text: '' }))).toBe(0);
});

test('R18: null for no text and no attachments, as foreign adapters say it, takes no time', () => {
  const nothing = { ...message(), text: null, attachments: null } as never;
  expect(steady().readingMsOf(nothing)).toBe(0);
});

test('R18: the reading speed, the time for media and the attention delay are options', () => {
  expect(steady({ wordsPerMinute: 60 }).readingMsOf(message({ text: words(3) }))).toBeCloseTo(3000);
  const picture = { ...message({ text: '' }), ...attachment('image/jpeg') };
  expect(steady({ mediaMs: { image: 700 } }).readingMsOf(picture)).toBeCloseTo(700);
  expect(steady({ attentionMs: 900 }).quietMsOf(1000)).toBeCloseTo(1900);
});

test('R18: media is counted with its caption', () => {
  const { readingMsOf } = steady({ wordsPerMinute: 60 });
  const picture = { ...message({ text: '' }), ...attachment('image/jpeg') };
  expect(readingMsOf({ ...picture, text: words(4) }) - readingMsOf(picture)).toBeCloseTo(4000);
  expect(readingMsOf(picture)).toBeGreaterThan(0);
});

test.each([
  ['image/jpeg', 1],
  ['image/webp', 2],
  ['audio/ogg; codecs=opus', 3],
  ['video/mp4', 4],
  ['application/pdf', 5],
])('R18: media is counted by kind: %s', (type, seconds) => {
  const mediaMs = { image: 1000, sticker: 2000, audio: 3000, video: 4000, other: 5000 };
  const activity = { ...message({ text: '' }), ...attachment(type) };
  expect(steady({ mediaMs }).readingMsOf(activity)).toBe(seconds * 1000);
  const others = Object.fromEntries(Object.entries(mediaMs).filter(([, ms]) => ms !== seconds * 1000));
  expect(steady({ mediaMs: others }).readingMsOf(activity)).toBeGreaterThan(0);
});

test('R18: the quiet time is never shorter than minMs nor longer than maxMs, jitter included', () => {
  for (const random of [0, 0.5, 1 - Number.EPSILON]) {
    setRandom(random);
    const { quietMsOf, maxMs } = humanPace({ attentionMs: 0, minMs: 600, maxMs: 2000, jitter: 1 });
    expect(maxMs).toBe(2000);
    expect(quietMsOf(0)).toBe(600);
    expect(quietMsOf(1_000_000)).toBe(random === 0 ? 600 : 2000);
  }
});

test('R18: jitter varies the quiet time by its part of it, up and down', () => {
  const pace = (): Pace => humanPace({ attentionMs: 1000, jitter: 0.2, minMs: 0, maxMs: 10_000 });
  setRandom(0);
  expect(pace().quietMsOf(1000)).toBeCloseTo(1600);
  setRandom(0.5);
  expect(pace().quietMsOf(1000)).toBeCloseTo(2000);
  setRandom(1);
  expect(pace().quietMsOf(1000)).toBeCloseTo(2400);
});

test('R18: the same seed gives the same variation, another seed another one', () => {
  const series = (seed: number): number[] => {
    const { quietMsOf } = humanPace({ seed, minMs: 0, maxMs: 10_000 });
    return Array.from({ length: 200 }, () => quietMsOf(1200));
  };
  expect(series(7)).toEqual(series(7));
  expect(series(7)).not.toEqual(series(8));
  for (const ms of series(7)) {
    expect(ms).toBeGreaterThanOrEqual(1600);
    expect(ms).toBeLessThanOrEqual(2400);
  }
  expect(new Set(series(7)).size).toBeGreaterThan(190);
});

test('R18: a burst waits for the reading time of all its messages after the last one', async () => {
  const pace = steady({ wordsPerMinute: 60, minMs: 0, maxMs: 60_000 });
  const { offer, reads, told } = start({ pace });
  offer('a', { text: words(2) });
  expect(told('scheduled').at(-1)?.dueInMs).toBeCloseTo(2000);
  await tick(1500);
  offer('b', { text: words(3) });
  expect(told('scheduled').at(-1)?.dueInMs).toBeCloseTo(5000);
  await tick(4999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b']);
  offer('next', { text: words(1) });
  expect(told('scheduled').at(-1)?.dueInMs).toBeCloseTo(1000);
});

test('R18: maxWaitMs is maxMs by default where that is more than 5,000, and a cap where it is given', async () => {
  const pace = steady({ minMs: 9000, maxMs: 9000 });
  const { offer, reads } = start({ pace });
  offer('a');
  await tick(8999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
  const capped = start({ pace, maxWaitMs: 2000 });
  capped.offer('a');
  await tick(1999);
  expect(capped.reads()).toEqual([]);
  await tick(1);
  expect(capped.reads()).toEqual(['a']);
});

test('R18 R4: maxWaitMs stays 5,000 where maxMs is less, and a tap is due now', async () => {
  const { offer, reads } = start({ pace: steady({ minMs: 3000, maxMs: 3000 }) });
  offer('a');
  await tick(2500);
  offer('b');
  await tick(2499);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b']);
  offer('tap', { tap: true });
  await tick(0);
  expect(reads()).toEqual(['b', 'tap']);
});

const broken = (): number => {
  throw new Error('broken pace');
};
test.each<[string, Partial<Pace>]>([
  ['readingMsOf throws', { readingMsOf: broken }],
  ['quietMsOf throws', { quietMsOf: broken }],
  ['readingMsOf gives NaN', { readingMsOf: () => Number.NaN }],
  ['quietMsOf gives NaN', { quietMsOf: () => Number.NaN }],
  ['quietMsOf gives a negative time', { quietMsOf: () => -5000 }],
  ['quietMsOf gives no end', { quietMsOf: () => Number.POSITIVE_INFINITY }],
])('R18 R22: a pace whose %s does not stop the message', async (_, broken) => {
  const { offer, idsTold, released } = start({ pace: { ...steady(), ...broken } });
  expect(() => offer('a')).not.toThrow();
  expect(() => offer('b')).not.toThrow();
  await tick(10_000);
  expect(idsTold('sent').at(-1)).toBe('b');
  expect(released).toEqual(['a', 'b']);
});

test('R18: a pace may be an object of a class', async () => {
  class Slow implements Pace {
    readonly maxMs = 4000;
    readonly #factor = 2;
    readingMsOf(): number {
      return 1500 * (this.#factor / 2);
    }
    quietMsOf(readingMs: number): number {
      return readingMs * this.#factor;
    }
  }
  const { offer, reads } = start({ pace: new Slow() });
  offer('a');
  await tick(2999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
});

const thrownBy = (make: () => unknown): unknown => {
  try {
    make();
  } catch (error) {
    return error;
  }
  return undefined;
};
test.each<[string, object, RegExp]>([
  ['an unknown option', { wpm: 200 }, /"wpm"/],
  ['a negative time', { attentionMs: -1 }, /attentionMs.*got -1/],
  ['a kind of media that is not known', { mediaMs: { picture: 1 } }, /"picture"/],
  ['no reading speed', { wordsPerMinute: 0 }, /wordsPerMinute.*got 0/],
  ['a jitter above 1', { jitter: 1.1 }, /jitter.*got 1.1/],
  ['a broken seed', { seed: 0.5 }, /seed.*got 0.5/],
  ['a maxMs below minMs', { minMs: 700, maxMs: 699 }, /maxMs.*minMs.*got 699/],
  ['a minMs above the default maxMs', { minMs: 7000 }, /maxMs.*minMs.*the default is 6000/],
])('R18: humanPace throws for %s, naming it', (_, options, text) => {
  const error = thrownBy(() => humanPace(options as HumanPaceOptions));
  expect(isOptionsError(error) && error.message).toMatch(text);
});

test.each([{ pace: {} }, { pace: 238 }, { pace: humanPace }])('R18: %o is no pace', (options) => {
  const error = thrownBy(() => createReceipts({ gateway: createFakeGateway(), ...(options as ReceiptOptions) }));
  expect(isOptionsError(error) && error.message).toMatch(/pace/);
});
