import { expect, it } from 'vitest';
import { ok } from '../../src/doctor/finding.js';
import { guarded } from '../../src/doctor/guarded.js';
import { expectClean, secrets } from './patients.js';

it('a check that comes to its end speaks for itself', async () => {
  expect(await guarded(() => ok('Well.'))).toEqual({ state: 'ok', message: 'Well.' });
});

it.each([
  ['throws', () => Promise.reject(new TypeError(secrets.apiKey)), 'TypeError'],
  [
    'throws at once',
    () => {
      throw new RangeError(secrets.apiKey);
    },
    'RangeError',
  ],
  ['throws no error', () => Promise.reject(secrets.apiKey), 'an unknown error'],
  ['throws an error with an odd name', () => Promise.reject(Object.assign(new Error(), { name: 'a b' })), 'unknown'],
])('a check that %s is unknown, and its words are not told', async (_what, check, name) => {
  const { state, message } = await guarded(check);
  expect(state).toBe('unknown');
  expect(message).toContain(name);
  expectClean(message);
});
