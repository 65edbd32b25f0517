import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOf, pathNumberOf } from '../../../src/kaleyra/client/path-number.js';
import { recipientOf } from '../../../src/kaleyra/client/recipient.js';

const digits = fc.stringMatching(/^[0-9]{1,15}$/);

describe('pathNumberOf', () => {
  it('is a plus and the digits, with and without a plus before', () => {
    fc.assert(
      fc.property(digits, (number) => {
        expect(pathNumberOf(number)).toBe(`+${number}`);
        expect(pathNumberOf(`+${number}`)).toBe(`+${number}`);
      }),
    );
  });

  it('drops separators', () => {
    expect(pathNumberOf('+91 (123) 456-78.90')).toBe('+911234567890');
  });

  it('gives a plus and digits or a typed error for every text, so that nothing else reaches the path', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        if (digitsOf(text) === undefined) {
          expect(() => pathNumberOf(text)).toThrow(
            expect.objectContaining({ name: 'GatewayError', code: 'INVALID_REQUEST', kind: 'reject' }),
          );
        } else {
          expect(pathNumberOf(text)).toMatch(/^\+[0-9]+$/);
        }
      }),
    );
  });

  it.each(['', '+', '   ', '91/../x', '1+2', '++91', 'US.123', '９１', 'abc', undefined, null, 91])(
    'refuses %s',
    (value) => {
      expect(() => pathNumberOf(value as string)).toThrow(/not a phone number/);
    },
  );
});

describe('recipientOf', () => {
  it('addresses a phone number as to, with a plus', () => {
    fc.assert(
      fc.property(digits, (number) => {
        expect(recipientOf(number)).toEqual({ to: `+${number}` });
        expect(recipientOf(`+${number}`)).toEqual({ to: `+${number}` });
      }),
    );
  });

  it.each(['US.13491208655302741918', 'IN.ENT.11815799212886844830'])('addresses %s as recipient', (id) => {
    expect(recipientOf(id)).toEqual({ recipient: id });
  });

  it('leaves any other id as it is', () => {
    expect(recipientOf('some-id')).toEqual({ to: 'some-id' });
  });

  it.each(['', '  ', undefined])('refuses %j', (to) => {
    expect(() => recipientOf(to as string)).toThrow(
      expect.objectContaining({ name: 'GatewayError', code: 'INVALID_REQUEST', kind: 'reject' }),
    );
  });
});
