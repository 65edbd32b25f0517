import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick, stepWallClock } = useReceipts();
const NOW = START_MS / 1000;

test('R2: of two messages of one second the one that arrived later is the newer', async () => {
  const { offer, reads } = start();
  offer('b', { at: NOW });
  offer('a', { at: NOW });
  await tick(1000);
  expect(reads()).toEqual(['a']);
});

test('R2: the timestamp comes before the arrival', async () => {
  const { offer, reads, idsTold } = start();
  offer('new', { at: NOW });
  offer('late', { at: NOW - 1 });
  await tick(1000);
  expect(reads()).toEqual(['new']);
  expect(idsTold('covered')).toEqual(['late']);
});

test('R2: a missing timestamp counts as the second of arrival', async () => {
  const { offer, reads } = start();
  await tick(5000);
  offer('bare', { at: Number.NaN });
  await tick(1000);
  expect(offer('earlier', { at: NOW + 4 })).toBe('covered');
  expect(offer('same', { at: NOW + 5 })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['bare', 'same']);
});

test('R2: a timestamp that is no date counts as the second of arrival', async () => {
  const { offerActivity, activity, offer, reads } = start();
  offer('a', { at: NOW - 1 });
  offerActivity({ ...activity('a'), id: 'b', timestamp: new Date(Number.NaN) });
  await tick(1000);
  expect(reads()).toEqual(['b']);
});

test('R2: a timestamp 60 s ahead counts', async () => {
  const { offer, reads } = start();
  offer('ahead', { at: NOW + 60 });
  offer('now', { at: NOW });
  await tick(1000);
  expect(reads()).toEqual(['ahead']);
});

test('R2: a timestamp more than 60 s ahead counts as the second of arrival, and covers nothing that follows', async () => {
  const { offer, reads } = start();
  offer('ahead', { at: NOW + 61 });
  expect(offer('now', { at: NOW })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['now']);
  expect(offer('next', { at: NOW + 1 })).toBe('scheduled');
});

test('R2: arrivals go on counting after the conversation went idle', async () => {
  const { offer, reads } = start();
  offer('a', { at: NOW });
  offer('b', { at: NOW });
  await tick(1000);
  offer('c', { at: NOW });
  await tick(1000);
  offer('d', { at: NOW });
  await tick(1000);
  expect(reads()).toEqual(['b', 'c', 'd']);
});

test('R2: what is too far ahead is judged by the clock at arrival', async () => {
  const { offer, reads } = start();
  stepWallClock(-3_600_000);
  offer('a', { at: NOW });
  offer('b', { at: NOW - 3600 });
  await tick(1000);
  expect(reads()).toEqual(['b']);
});
