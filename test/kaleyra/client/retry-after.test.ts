import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RETRY_AFTER_MS, retryAfterMsOf } from '../../../src/kaleyra/client/retry-after.js';

const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('retryAfterMsOf', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['-5', 0],
    ['3600', MAX_RETRY_AFTER_MS],
    ['3601', MAX_RETRY_AFTER_MS],
    ['9'.repeat(400), MAX_RETRY_AFTER_MS],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 12:00:30 GMT', 30_000],
    ['Thu Jan  1 12:00:30 2026', 30_000],
    ['Thu, 01 Jan 2026 11:59:30 GMT', 0],
    ['Fri, 02 Jan 2026 12:00:00 GMT', MAX_RETRY_AFTER_MS],
  ])('reads %s', (header, expected) => {
    expect(retryAfterMsOf(header, nowMs)).toBe(expected);
  });

  it.each([undefined, '', 'soon', '5 minutes', 'Infinity', '0x10', '1e3', 'Thu, never', '2026-01-01'])(
    'gives nothing for %s',
    (header) => {
      expect(retryAfterMsOf(header, nowMs)).toBeUndefined();
    },
  );

  it('stays between nothing and an hour for every text', () => {
    const texts = fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String));
    fc.assert(
      fc.property(texts, (header) => {
        const ms = retryAfterMsOf(header, nowMs) ?? 0;
        expect(Number.isInteger(ms) && ms >= 0 && ms <= MAX_RETRY_AFTER_MS).toBe(true);
      }),
    );
  });
});
