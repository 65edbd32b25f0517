import { createChannel, createReceipts, isOptionsError } from 'tidemark';
import { KaleyraAdapter, ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { toNodeListener } from 'tidemark/adapters/node';
import { toFetchHandler } from 'tidemark/adapters/web';
import { describe, expect, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const gateway = createFakeGateway();
const channel = createChannel({ gateway, webhook: { auth: 'none' } });
const receipts = createReceipts({ gateway });

/** The message of an OptionsError. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(isOptionsError(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

describe.each<[string, (options: never) => unknown]>([
  ['toNodeListener', (options) => toNodeListener(channel, options)],
  ['toFetchHandler', (options) => toFetchHandler(channel, options)],
  ['ReadReceiptMiddleware', (options) => new ReadReceiptMiddleware(receipts, options)],
])('%s', (name, make) => {
  test.each([
    ['null', null, 'null'],
    ['an array', [], 'an array'],
    ['a text', 'afterTurn', 'a string'],
    ['a number', 5, '5'],
    ['a function', () => undefined, 'a function'],
  ])('options that are %s are refused with an OptionsError', (_what, options, got) => {
    expect(refusalOf(() => make(options as never))).toContain(`${name}: expected an object with options, got ${got}`);
  });

  test('options that are undefined are those by default', () => {
    expect(() => make(undefined as never)).not.toThrow();
  });
});

describe.each<[string, (channel: never) => unknown]>([
  ['toNodeListener', (channel) => toNodeListener(channel)],
  ['toFetchHandler', (channel) => toFetchHandler(channel)],
  ['KaleyraAdapter', (channel) => new KaleyraAdapter(channel)],
])('%s', (name, make) => {
  test.each([
    ['an object', {}],
    ['null', null],
    ['undefined', undefined],
  ])('%s in place of a channel is refused with an OptionsError that names who was asked', (got, value) => {
    expect(refusalOf(() => make(value as never))).toContain(
      `${name}: expected a channel made by createChannel, got ${got}`,
    );
  });
});

describe.each<[string, string, (value: string) => unknown]>([
  ['toFetchHandler', 'ack', (ack) => toFetchHandler(channel, { ack: ack as 'accepted' })],
  ['ReadReceiptMiddleware', 'when', (when) => new ReadReceiptMiddleware(receipts, { when: when as 'alongside' })],
])('%s', (name, option, make) => {
  test('a short word that was not expected is shown', () => {
    expect(refusalOf(() => make('a'.repeat(20)))).toMatch(new RegExp(`${name}\\.${option}: expected .*, got "a{20}"$`));
  });

  test('a longer text, which may be a secret, is not', () => {
    const refusal = refusalOf(() => make('a'.repeat(21)));
    expect(refusal).toMatch(new RegExp(`${name}\\.${option}: expected .*, got a string$`));
  });
});
