import { createReceipts, humanPace, type Pace } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { useReceipts } from '../helpers/receipts.js';

const { start } = useReceipts();
const boom = (): never => {
  throw new Error('broken pace');
};
const sound: Pace = { readingMsOf: () => 300, quietMsOf: (readingMs) => readingMs + 700, maxMs: 0 };

test.each<[string, Partial<Pace>, number]>([
  ['a reading time that throws counts as 0', { readingMsOf: boom }, 700],
  ['a reading time that is no number counts as 0', { readingMsOf: () => Number.NaN }, 700],
  ['a negative reading time counts as 0', { readingMsOf: () => -1 }, 700],
  ['a quiet time that throws counts as quietMs', { quietMsOf: boom }, 1234],
  ['a quiet time that is no number counts as quietMs', { quietMsOf: () => Number.NaN }, 1234],
  ['a negative quiet time counts as quietMs', { quietMsOf: () => -1 }, 1234],
  ['a quiet time without end counts as quietMs', { quietMsOf: () => Number.POSITIVE_INFINITY }, 1234],
  ['a quiet time of 0 counts', { quietMsOf: () => 0 }, 0],
  ['the longest time a timer can wait counts, up to maxWaitMs', { quietMsOf: () => 2_147_483_647 }, 5000],
])('R18 R22: %s', (_, how, dueInMs) => {
  const { offer, told } = start({ pace: { ...sound, ...how }, quietMs: 1234 });
  offer('a');
  expect(told('scheduled')).toMatchObject([{ id: 'a', dueInMs }]);
});

test.each(['readingMsOf', 'quietMsOf', 'maxMs'] as const)('R18: what lacks %s is no pace', (missing) => {
  const pace = { ...sound, [missing]: undefined } as never;
  const expected = /receipts\.pace: expected a pace, such as humanPace\(\)/;
  expect(() => createReceipts({ gateway: createFakeGateway(), pace })).toThrow(expected);
});

test('R18: with a pace, maxWaitMs may be less than the quietMs that does not count', () => {
  const { offer, told } = start({ pace: sound, maxWaitMs: 100 });
  offer('a');
  expect(told('scheduled')).toMatchObject([{ dueInMs: 100 }]);
});

test('R18: one time for media counts for every kind', () => {
  const { readingMsOf } = humanPace({ mediaMs: 321 });
  const contentTypes = ['image/jpeg', 'image/webp', 'audio/ogg', 'video/mp4', 'application/pdf'];
  const attachments = contentTypes.map((contentType) => ({ contentType }));
  expect(readingMsOf({ ...message({ text: '' }), attachments })).toBe(5 * 321);
});

test('R18: what humanPace throws begins with its name', () => {
  const text = 'humanPace.jitter: expected 0 or more, got -1';
  expect(() => humanPace({ jitter: -1 })).toThrow(text);
});
