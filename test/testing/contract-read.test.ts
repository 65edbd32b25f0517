import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, readBody } from './call.js';
import { expectAcceptance, expectRefusal } from './expectations.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra({ businessNumbers: ['910000000001', '910000000002'] });
});
afterEach(() => kaleyra.close());

const read = (fields: object): object => ({
  messaging_object: { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1', ...fields },
});

describe('the body', () => {
  it.each([
    ['no JSON', '{"messaging_object":', 'The body must be valid JSON.'],
    ['empty', '', 'The body must be valid JSON.'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'The body must be valid JSON.'],
    ['JSON after a byte order mark', '\uFEFF{}', 'The body must be valid JSON.'],
    ['an array', [], 'The body must be a JSON object.'],
    ['null', 'null', 'The body must be a JSON object.'],
    ['without messaging_object', {}, 'messaging_object must be an object.'],
    ['with a list as messaging_object', { messaging_object: [] }, 'messaging_object must be an object.'],
    ['neither a read nor a send', { messaging_object: {} }, 'messaging_object is neither a read nor a message.'],
    ['with another key', { ...readBody('wamid.1'), status: 'read' }, 'The body must not have the key "status".'],
  ])('is refused when it is %s', async (_, body, violation) => {
    await expectRefusal(kaleyra, { body }, { code: 'WA400', violations: [violation] });
  });

  it.each([
    [
      'a product that is not whatsapp',
      { messaging_product: 'sms' },
      'messaging_object.messaging_product must be "whatsapp".',
    ],
    ['another status', { status: 'delivered' }, 'messaging_object.status must be "read".'],
    ['no status', { status: undefined }, 'messaging_object.status must be "read".'],
    ['an empty id', { message_id: '' }, 'messaging_object.message_id must not be empty.'],
    ['an id that is no string', { message_id: 1 }, 'messaging_object.message_id must be a string.'],
    ['no id', { message_id: undefined }, 'messaging_object.message_id must be a string.'],
    ['a further key', { recipient_type: 'individual' }, 'messaging_object must not have the key "recipient_type".'],
    [
      'a typing indicator without type',
      { typing_indicator: {} },
      'messaging_object.typing_indicator.type must be "text".',
    ],
    ['a typing indicator of null', { typing_indicator: null }, 'messaging_object.typing_indicator must be an object.'],
    [
      'a further key in the typing indicator',
      { typing_indicator: { type: 'text', ms: 1 } },
      'messaging_object.typing_indicator must not have the key "ms".',
    ],
  ])('is refused as a read with %s', async (_, fields, violation) => {
    await expectRefusal(kaleyra, { body: read(fields) }, { code: 'WA400', violations: [violation] });
    expect(kaleyra.reads).toHaveLength(1);
  });

  it('may ask for the typing indicator', async () => {
    await expectAcceptance(kaleyra, { body: readBody('wamid.1', true) });
    expect(kaleyra.reads[0]?.typing).toBe(true);
  });

  it('may hold the extra_info of the page', async () => {
    const extra_info = { ref: 'customer1', ref1: 'marketing', ref2: 'dictionary', wa_source: 'api' };
    await expectAcceptance(kaleyra, { body: { ...readBody('AXXXXXXXXXXXXXXXXXXX'), extra_info } });
  });

  it.each([
    'api',
    'clevertap',
    'zoho',
    'webengage',
    'shopify',
    'leadsquared',
    'responsys',
    'braze',
    'hubspot',
    'salesforce',
    'zapier',
    'eloqua',
    'moengage',
  ])('may come from %s', async (wa_source) => {
    await expectAcceptance(kaleyra, { body: { ...readBody('wamid.1'), extra_info: { wa_source } } });
  });

  it('is accepted with a source of its own, which is noted', async () => {
    const answer = await call(kaleyra, { body: { ...readBody('wamid.1'), extra_info: { wa_source: 'API' } } });
    expect(answer.status).toBe(202);
    expect(kaleyra.reads[0]?.violations).toEqual(['extra_info.wa_source "API" is none of the supported values.']);
  });

  it('may have 255 characters in a reference', async () => {
    await expectAcceptance(kaleyra, { body: { ...readBody('wamid.1'), extra_info: { ref: 'é😂x'.repeat(85) } } });
  });

  it.each([
    [
      'a reference of 256 characters',
      { ref2: 'x'.repeat(256) },
      'extra_info.ref2 must not be longer than 255 characters.',
    ],
    ['a reference that is no string', { ref: 1 }, 'extra_info.ref must be a string.'],
    ['another key', { ref3: 'x' }, 'extra_info must not have the key "ref3".'],
    ['no object', 'api', 'extra_info must be an object.'],
  ])('is refused with %s in extra_info', async (_, extra_info, violation) => {
    await expectRefusal(
      kaleyra,
      { body: { ...readBody('wamid.1'), extra_info } },
      { code: 'WA400', violations: [violation] },
    );
  });

  it('is refused beyond 1 MiB with 413', async () => {
    const answer = await call(kaleyra, { body: 'x'.repeat(1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(kaleyra.requests[0]).toMatchObject({ body: '', violations: ['The body is larger than 1 MiB.'] });
  });
});
