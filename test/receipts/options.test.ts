import { collectBursts, createChannel, createReceipts, isOptionsError, type ReceiptOptions } from 'tidemark';
import { expect, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';

function thrownBy(options: object): unknown {
  try {
    createReceipts({ gateway: createFakeGateway(), ...(options as ReceiptOptions) });
  } catch (error) {
    return error;
  }
  return undefined;
}

test.each<[string, object, RegExp]>([
  ['maxWaitMs below quietMs', { quietMs: 2000, maxWaitMs: 1999 }, /maxWaitMs.*quietMs.*got 1999/],
  [
    'a quietMs above the default maxWaitMs',
    { quietMs: 6000 },
    /quietMs: expected at most maxWaitMs \(5000 unless given\)/,
  ],
  ['an unknown key', { quitMs: 1 }, /"quitMs"/],
  ['a negative number', { quietMs: -1 }, /quietMs.*0 or more.*got -1/],
  ['a negative answerWaitMs', { answerWaitMs: -1 }, /answerWaitMs/],
  ['a callTimeoutMs of 0', { callTimeoutMs: 0 }, /callTimeoutMs.*got 0/],
  ['no number', { giveUpMs: '10' }, /giveUpMs.*number.*got "10"/],
  ['NaN', { maxWaitMs: Number.NaN }, /maxWaitMs/],
  ['Infinity', { giveUpMs: Number.POSITIVE_INFINITY }, /giveUpMs/],
  ['a rate below 1', { maxPerSecond: 0.5 }, /maxPerSecond.*1 or more.*got 0.5/],
  ['a broken number of conversations', { maxConversations: 1.5 }, /maxConversations.*whole.*got 1.5/],
  ['an unknown moment', { when: 'never' }, /when.*beforeHandler.*alongside.*got "never"/],
  ['a long text, which may be a secret,', { when: 'a'.repeat(33) }, /when.*beforeHandler.*got a string$/],
  ['a policy that is no function', { shouldRead: true }, /shouldRead.*expected a function, got true/],
  ['an unknown typing mode', { typing: 'always' }, /typing.*onRequest.*off.*got "always"/],
])('Options: %s throws at construction, naming the option, what was expected and what was got', (_, options, text) => {
  const error = thrownBy(options);
  expect(isOptionsError(error)).toBe(true);
  expect((error as Error).message).toMatch(text);
});

test('Options: equal times, zeros and explicit undefined are taken', () => {
  expect(thrownBy({ quietMs: 700, maxWaitMs: 700, giveUpMs: 0, answerWaitMs: 0 })).toBeUndefined();
  expect(thrownBy({ quietMs: 0, maxWaitMs: 0, typing: undefined })).toBeUndefined();
});

test('Options: an error begins with what the options are called', () => {
  expect(thrownBy({ quietMs: -1 })).toMatchObject({
    message: '[tidemark] receipts.quietMs: expected 0 or more, got -1',
  });
});

test('Options: what is in the place of a gateway or a logger may be a secret and is not shown', () => {
  for (const name of ['gateway', 'logger']) {
    const error = thrownBy({ [name]: 'key-1234' }) as Error;
    expect(error.message).toMatch(new RegExp(`createReceipts\\.${name}: expected .*, got a string`));
    expect(error.message).not.toContain('key-1234');
  }
});

test('Options: a logger without its functions throws at construction', () => {
  expect(() => createReceipts({ gateway: createFakeGateway(), logger: {} as never })).toThrow(
    /createReceipts\.logger: expected an object with the functions debug, info, warn, error, got an object/,
  );
});

test('Options: quiet times of a burst above the default longest wait throw, naming the default', () => {
  const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
  expect(() => collectBursts(channel, { quietMs: 6000 })).toThrow(/maxWaitMs.*quietMs.*the default is 5000/);
});
