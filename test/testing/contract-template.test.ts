import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { messageBody } from './call.js';
import { expectAcceptance, expectMessageRefused } from './expectations.js';

let kaleyra: FakeKaleyra;
beforeAll(async () => {
  kaleyra = await startFakeKaleyra();
});
afterAll(() => kaleyra.close());

const plain = { name: 'order_update', language: { code: 'en_US' } };
const withComponent = (component: unknown): object => ({ ...plain, components: [component] });
const withParameter = (parameter: unknown): object => withComponent({ type: 'body', parameters: [parameter] });
const replyButton = { type: 'button', sub_type: 'quick_reply', index: '0' };

describe('a template', () => {
  it.each<[what: string, template: object]>([
    ['a name and a language', plain],
    ['a policy', { ...plain, language: { code: 'en', policy: 'deterministic' } }],
    ['a text', withParameter({ type: 'text', text: 'Ada' })],
    ['a text by name', withParameter({ type: 'text', text: 'Ada', parameter_name: 'customer' })],
    [
      'an amount',
      withParameter({ type: 'currency', currency: { fallback_value: '$1', code: 'USD', amount_1000: 1000 } }),
    ],
    [
      'an image in its header',
      withComponent({ type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a' } }] }),
    ],
    ['a button', withComponent({ ...replyButton, parameters: [{ type: 'payload', payload: 'a' }] })],
    ['a button of a number', withComponent({ ...replyButton, index: 1 })],
    ['a component of its own', withComponent({ type: 'carousel', cards: [] })],
  ])('is accepted with %s', async (_, template) => {
    await expectAcceptance(kaleyra, { body: messageBody('template', template) });
  });

  it.each<[what: string, template: object, violation: string]>([
    ['no name', { ...plain, name: undefined }, '.name must be a string.'],
    ['an empty name', { ...plain, name: '' }, '.name must not be empty.'],
    ['no language', { ...plain, language: undefined }, '.language must be an object.'],
    ['no code', { ...plain, language: {} }, '.language.code must be a string.'],
    ['another key', { ...plain, namespace: 'a' }, ' must not have the key "namespace".'],
    ['one component outside an array', { ...plain, components: { type: 'body' } }, '.components must be an array.'],
    ['a component that is none', withComponent('body'), '.components.0 must be an object.'],
    ['a component without a type', withComponent({}), '.components.0.type must be a string.'],
    [
      'a button without a kind',
      withComponent({ type: 'button', index: '0' }),
      '.components.0 must have a "sub_type", being a button.',
    ],
    [
      'a button without a place',
      withComponent({ type: 'button', sub_type: 'url' }),
      '.components.0 must have an "index", being a button.',
    ],
    [
      'a button at no place',
      withComponent({ ...replyButton, index: 'first' }),
      '.components.0.index must be a whole number.',
    ],
    ['a parameter without a type', withParameter({ text: 'Ada' }), '.components.0.parameters.0.type must be a string.'],
    ['an empty text', withParameter({ type: 'text', text: '' }), '.components.0.parameters.0.text must not be empty.'],
    [
      'an image that is missing',
      withParameter({ type: 'image' }),
      '.components.0.parameters.0 must have the key its type names.',
    ],
    ['a parameter that is none', withParameter('Ada'), '.components.0.parameters.0 must be an object.'],
    [
      'an image of no URL',
      withParameter({ type: 'image', image: { link: 'a' } }),
      '.components.0.parameters.0.image.link must be an http or https URL.',
    ],
  ])('is refused with %s', async (_, template, violation) => {
    await expectMessageRefused(kaleyra, messageBody('template', template), [`messaging_object.template${violation}`]);
  });
});
