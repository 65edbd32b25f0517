import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageBody, sendBody } from './call.js';
import { expectAcceptance, expectRefusal } from './expectations.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra({ businessNumbers: ['910000000001', '910000000002'] });
});
afterEach(() => kaleyra.close());

describe('a send', () => {
  it.each([
    ['preview_url as a string', sendBody('Hi', { text: { body: 'Hi', preview_url: 'false' } })],
    ['preview_url as a boolean', sendBody('Hi', { text: { body: 'Hi', preview_url: true } })],
    ['a "+" in front of the number', sendBody('Hi', { to: '+919876543210' })],
    ['a quoted message', sendBody('Hi', { context: { message_id: 'wamid.1' } })],
    ['no recipient_type', sendBody('Hi', { recipient_type: undefined })],
    ['a business-scoped user id', sendBody('Hi', { to: undefined, recipient: 'US.13491208655302741918' })],
    ['4096 characters', sendBody('😀'.repeat(4096))],
    ['an unknown type of an object', messageBody('hologram', { depth: 3 })],
    ['an unknown type of an array', messageBody('holograms', [{ depth: 3 }])],
  ])('is accepted with %s', async (_, body) => {
    await expectAcceptance(kaleyra, { body });
    expect(kaleyra.sends).toHaveLength(1);
  });

  it.each([
    ['no product', { messaging_product: undefined }, 'messaging_object.messaging_product must be "whatsapp".'],
    ['a group as the receiver', { recipient_type: 'group' }, 'messaging_object.recipient_type must be "individual".'],
    ['no receiver', { to: undefined }, 'messaging_object.to must be there.'],
    ['a receiver that is no number', { to: '91 98765' }, 'messaging_object.to must be digits with or without "+".'],
    ['no text', { text: undefined }, 'messaging_object.text must be an object.'],
    ['an empty text', { text: { body: '' } }, 'messaging_object.text.body must not be empty.'],
    [
      '4097 characters',
      { text: { body: 'x'.repeat(4097) } },
      'messaging_object.text.body must not be longer than 4096 characters.',
    ],
    [
      'another preview_url',
      { text: { body: 'Hi', preview_url: 'no' } },
      'messaging_object.text.preview_url must be a boolean, "true" or "false".',
    ],
    ['another key in the text', { text: { body: 'Hi', x: 1 } }, 'messaging_object.text must not have the key "x".'],
    ['another key', { image: {} }, 'messaging_object must not have the key "image".'],
    ['a context without id', { context: {} }, 'messaging_object.context.message_id must be a string.'],
  ])('is refused with %s', async (_, fields, violation) => {
    await expectRefusal(kaleyra, { body: sendBody('Hi', fields) }, { code: 'WA400', violations: [violation] });
    expect(kaleyra.sends).toHaveLength(1);
  });

  it.each(['image', 'interactive', 'contacts', 'hologram'])(
    'is refused without the object of its type %s',
    async (type) => {
      const body = messageBody(type, undefined);
      const violations = [`messaging_object.${type} must be an object, as messaging_object.type names it.`];
      await expectRefusal(kaleyra, { body }, { code: 'WA400', violations });
    },
  );

  it('is refused without a type', async () => {
    const body = sendBody('', { type: undefined, text: undefined });
    await expectRefusal(kaleyra, { body }, { code: 'WA400', violations: ['messaging_object.type must be a string.'] });
  });
});
