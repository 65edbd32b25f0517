import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerCodeOf } from '../../../src/kaleyra/client/provider-code.js';
import { sentIdOf } from '../../../src/kaleyra/client/sent-id.js';
import { documentedFailures, documentedSuccess } from './documented-answers.js';

describe('providerCodeOf', () => {
  it.each(documentedFailures)('reads $code of the documented failure "$title"', ({ body, code }) => {
    expect(providerCodeOf(body)).toBe(code);
  });

  it.each([
    ['a number at code', { code: 131009 }, '131009'],
    ['Meta’s error.code', { error: { code: 131056, message: 'pair rate' } }, '131056'],
    ['Meta’s error.code as a string', { error: { code: '4' } }, '4'],
    ['a code it does not know', { code: 'E13001' }, 'E13001'],
    ['Meta’s known code behind one that is not known', { code: 400, error: { code: 130429 } }, '130429'],
    ['the first of two known codes', { code: 'WA400', error: { code: 131056 } }, 'WA400'],
  ])('reads %s', (_, body, code) => {
    expect(providerCodeOf(JSON.stringify(body))).toBe(code);
  });

  it.each([
    ['HTML', '<html><body>502 Bad Gateway</body></html>'],
    ['nothing', ''],
    ['JSON that is cut off', '{"code":"RBC0'],
    ['null', 'null'],
    ['a string', '"RBC001"'],
    ['an array', '[{"code":"RBC001"}]'],
    ['no code', '{"message":"no"}'],
    ['a null code', '{"code":null,"error":null}'],
    ['an object as code', '{"code":{"a":1}}'],
    ['a sentence as code', '{"code":"Incorrect SID or API key."}'],
    ['a code as long as an API key', `{"code":"A${'0'.repeat(32)}"}`],
    ['an infinite number', '{"code":1e999}'],
  ])('finds none in %s', (_, text) => {
    expect(providerCodeOf(text)).toBeUndefined();
  });

  it('never throws, and gives only short plain codes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(providerCodeOf(text) ?? 'none').toMatch(/^[\w-]{1,24}$/);
      }),
    );
  });
});

describe('sentIdOf', () => {
  it.each([
    ['data.message_id first', { data: { message_id: 'a' }, messages: [{ id: 'b' }], id: 'c' }, 'a'],
    ['messages[0].id next', { data: {}, messages: [{ id: 'b' }], id: 'c' }, 'b'],
    ['id last', { data: [], messages: [], id: 'c' }, 'c'],
    ['a number', { id: 7 }, '7'],
  ])('reads %s', (_, body, id) => {
    expect(sentIdOf(JSON.stringify(body))).toBe(id);
  });

  it.each([['{}'], [''], ['null'], ['{"id":""}'], ['{"data":{"message_id":null}}'], [documentedSuccess]])(
    'finds none in %s',
    (text) => {
      expect(sentIdOf(text)).toBeUndefined();
    },
  );
});
