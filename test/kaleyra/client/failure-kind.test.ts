import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureKindOf, kindOfCode } from '../../../src/kaleyra/client/failure-kind.js';

const retryCodes = ['4', '80007', '130429', '131056'];
const rejectCodes = ['WA400', '131009'];
const haltCodes = ['RBC001', 'WA401', 'WA-401', 'E110', 'WAV2101'];

const anyStatus = fc.option(fc.integer({ min: 100, max: 999 }), { nil: undefined });
const unknownCode = fc.option(
  fc.oneof(fc.string(), fc.integer()).filter((code) => kindOfCode(code) === undefined),
  { nil: undefined },
);

describe('failureKindOf', () => {
  it('R9: retries Meta’s rate codes whatever the status, as numbers and as strings', () => {
    fc.assert(
      fc.property(anyStatus, fc.constantFrom(...retryCodes), (status, code) => {
        expect(failureKindOf({ status, code })).toBe('retry');
        expect(failureKindOf({ status, code: Number(code) })).toBe('retry');
      }),
    );
  });

  it('R9: halts on every account code, whatever the status', () => {
    fc.assert(
      fc.property(anyStatus, fc.constantFrom(...haltCodes), (status, code) => {
        expect(failureKindOf({ status, code })).toBe('halt');
      }),
    );
  });

  it('R9: rejects the message on a code of its own, whatever the status', () => {
    fc.assert(
      fc.property(anyStatus, fc.constantFrom(...rejectCodes), (status, code) => {
        expect(failureKindOf({ status, code })).toBe('reject');
      }),
    );
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 529, 599])(
    'R9: retries status %i with a code it does not know',
    (status) => {
      fc.assert(
        fc.property(unknownCode, (code) => {
          expect(failureKindOf({ status, code })).toBe('retry');
        }),
      );
    },
  );

  it.each([400, 422])('R9: rejects the message on status %i without a known account code', (status) => {
    fc.assert(
      fc.property(unknownCode, (code) => {
        expect(failureKindOf({ status, code })).toBe('reject');
      }),
    );
  });

  it('R9: halts on every other 3xx and 4xx', () => {
    const others = fc.integer({ min: 300, max: 499 }).filter((status) => ![400, 408, 422, 425, 429].includes(status));
    fc.assert(
      fc.property(others, unknownCode, (status, code) => {
        expect(failureKindOf({ status, code })).toBe('halt');
      }),
    );
  });

  it('R9: retries when there was no answer', () => {
    expect(failureKindOf({})).toBe('retry');
    expect(failureKindOf({ status: undefined, code: undefined })).toBe('retry');
  });

  it('R9: halts on a low balance that is sent with 500, since repeating does not fill it', () => {
    expect(failureKindOf({ status: 500, code: 'E110' })).toBe('halt');
  });

  it('R9: halts on the daily limit that is sent with 429', () => {
    expect(failureKindOf({ status: 429, code: 'WAV2101' })).toBe('halt');
  });

  it('R9: goes by the status for WA500, which it does not name', () => {
    expect(failureKindOf({ status: 500, code: 'WA500' })).toBe('retry');
  });

  it('R9: has an answer for every status and code there can be', () => {
    const anyNumber = fc.oneof(fc.integer(), fc.double(), fc.constant(Number.NaN));
    const anyCode = fc.oneof(fc.string(), fc.double(), fc.constantFrom('__proto__', 'constructor', ''));
    fc.assert(
      fc.property(fc.option(anyNumber, { nil: undefined }), fc.option(anyCode, { nil: undefined }), (status, code) => {
        expect(['retry', 'reject', 'halt']).toContain(failureKindOf({ status, code }));
      }),
    );
  });
});
