import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseKaleyraWebhook } from '../../src/kaleyra/webhook/parse-kaleyra-webhook.js';
import type { ParsedWebhook, ParseWebhookOptions } from '../../src/kaleyra/webhook/parsed-webhook.js';

function fixture(name: string): Record<string, unknown> {
  const url = new URL(`../fixtures/kaleyra/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;
}

function parse(body: unknown, options?: ParseWebhookOptions): Extract<ParsedWebhook, { ok: true }> {
  const parsed = parseKaleyraWebhook(body, options);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed;
}

const text = (id: string, more: object = {}): object => ({
  from: '2',
  id,
  type: 'text',
  text: { body: 'secret' },
  ...more,
});
const change = (messages: unknown, field: unknown = 'messages'): object => ({
  field,
  value: { metadata: { display_phone_number: '1' }, messages },
});
const nothing = { ok: true, activities: [], statuses: [], account: [], skipped: [] };

describe('an envelope', () => {
  it('of Meta’s with several entries and changes is read whole, in order', () => {
    const { activities, account, skipped } = parse(fixture('meta-batch'));
    expect(activities.map(({ text: said, conversation }) => [said, conversation.id])).toEqual([
      ['one', '919900000001:919900000002'],
      ['two', '919900000001:919900000002'],
      ['three', '919900000009:919900000002'],
    ]);
    expect(activities[0]?.channelData).not.toHaveProperty('extraInfo');
    expect(account).toMatchObject([{ field: 'message_template_status_update', value: { event: 'APPROVED' } }]);
    expect(skipped).toEqual([]);
  });

  it('of one bare change is read', () => {
    expect(parse(fixture('bare-change')).activities).toMatchObject([{ text: 'bare', from: { name: 'Sam' } }]);
  });

  it('without a field is read by what it holds', () => {
    const { value } = change([text('wamid.a')]) as { value: object };
    expect(parse({ meta_object: { value } }).activities).toHaveLength(1);
  });

  it('of the on-premises form needs to be told the business number', () => {
    const { activities, skipped } = parse(fixture('on-premises'));
    expect(activities).toEqual([]);
    expect(skipped).toEqual([
      {
        index: 0,
        id: 'ABGGFlA5FpafAgo6tHcNmNjXmuSf',
        reason: 'metadata.display_phone_number: expected the business number; give the option businessNumber',
      },
    ]);
  });

  it('of the on-premises form is read with the business number, and a lone contact is the sender', () => {
    const { activities } = parse(fixture('on-premises'), { businessNumber: '+91 99000 00001' });
    expect(activities).toMatchObject([
      {
        text: 'Hello this is an answer',
        from: { id: '919900000006', name: 'Test' },
        conversation: { id: '919900000001:919900000006' },
      },
    ]);
  });

  it('of the on-premises form may hold a voice note, a type of its own there', () => {
    const { activities } = parse(fixture('on-premises-voice'), { businessNumber: '1' });
    const contentUrl = 'https://media.example.com/35.ogg';
    expect(activities[0]?.attachments).toEqual([
      { contentType: 'audio/ogg; codecs=opus', contentUrl, name: 'audio.ogg' },
    ]);
    expect(activities[0]?.channelData).toMatchObject({ voice: true });
  });

  it('keeps its own business number, whatever the options say', () => {
    const [activity] = parse(fixture('text'), { businessNumber: '1' }).activities;
    expect(activity?.recipient.id).toBe('919900000001');
  });

  it('gives its activities the service URL of the options', () => {
    const [activity] = parse(fixture('text'), { serviceUrl: 'https://api.in.kaleyra.io' }).activities;
    expect(activity?.serviceUrl).toBe('https://api.in.kaleyra.io');
  });

  it.each([{ object: 'whatsapp_business_account', entry: [] }, change([]), { meta_object: change([]) }])(
    'that holds nothing gives nothing (%j)',
    (body) => {
      expect(parse(body)).toEqual(nothing);
    },
  );
});

describe('news about the account', () => {
  it.each([
    ['account-template-status', 'message_template_status_update'],
    ['account-phone-echoes', 'smb_message_echoes'],
    ['account-errors-only', 'messages'],
  ])('is passed on with its field and no activity (%s)', (name, field) => {
    const body = fixture(name) as { meta_object: { value: unknown } };
    expect(parse(body)).toEqual({ ...nothing, account: [{ field, value: body.meta_object.value }] });
  });

  it('is anything under another field, whatever it holds', () => {
    expect(parse(change([text('wamid.a')], 'history'))).toMatchObject({
      activities: [],
      account: [{ field: 'history' }],
    });
  });
});

describe('a bad part among good ones', () => {
  const path = 'meta_object.value.messages[1]';

  it.each([
    ['an empty text body', { text: {} }, '.text.body: expected string'],
    ['no text', { text: undefined }, '.text: expected object'],
    ['no id', { id: undefined }, '.id: expected string'],
    ['an empty id', { id: '' }, '.id: must not be empty'],
    ['no type', { type: undefined }, '.type: expected string'],
    ['no sender', { from: '' }, '.from: expected from or from_user_id'],
    ['a sender without digits', { from: '+' }, '.from: expected from or from_user_id'],
    ['no image', { type: 'image' }, '.image: expected object'],
    ['half a location', { type: 'location', location: { latitude: 1 } }, '.location.longitude: expected number'],
    ['no contacts', { type: 'contacts' }, '.contacts: expected array of objects'],
    [
      'contact cards that are texts',
      { type: 'contacts', contacts: ['secret'] },
      '.contacts: expected array of objects',
    ],
    ['no contact cards', { type: 'contacts', contacts: [] }, '.contacts: expected array of objects'],
    ['no order', { type: 'order' }, '.order: expected object'],
    ['an order that is a text', { type: 'order', order: 'secret' }, '.order: expected object'],
    ['a reaction to nothing', { type: 'reaction', reaction: {} }, '.reaction.message_id: expected string'],
    ['no button', { type: 'button' }, '.button: expected object'],
    ['no answer', { type: 'interactive' }, '.interactive: expected object'],
    ['an answer of no kind', { type: 'interactive', interactive: {} }, '.interactive.type: expected string'],
    [
      'an answer without content',
      { type: 'interactive', interactive: { type: 'list_reply' } },
      '.interactive.list_reply: expected object',
    ],
    [
      'a flow without content',
      { type: 'interactive', interactive: { type: 'nfm_reply' } },
      '.interactive.nfm_reply: expected object',
    ],
  ])('is told by its path and skipped: a message with %s', (_, wrong, reason) => {
    const messages = [text('wamid.a'), text('wamid.bad', wrong), text('wamid.c')];
    const { activities, skipped } = parse({ meta_object: change(messages) });
    expect(activities.map(({ id }) => id)).toEqual(['wamid.a', 'wamid.c']);
    expect(skipped).toMatchObject([{ index: 1, reason: `${path}${reason}` }]);
    expect(JSON.stringify(skipped)).not.toContain('secret');
  });

  it('is told with its id where it has one', () => {
    const [told] = parse(change([text('wamid.bad', { text: 1 })])).skipped;
    expect(told).toStrictEqual({ index: 0, id: 'wamid.bad', reason: 'value.messages[0].text: expected object' });
  });

  it.each([null, 7, 'secret', [], [[]]])('may be no object at all (%j)', (element) => {
    const { activities, skipped } = parse(change([element, text('wamid.b')]));
    expect(activities).toHaveLength(1);
    expect(skipped).toStrictEqual([{ index: 0, reason: 'value.messages[0]: expected object' }]);
  });

  it('may be an entry or a change', () => {
    const entry = [null, { changes: 'secret' }, { changes: [change([text('wamid.a')]), {}, 'secret', { value: {} }] }];
    const { activities, skipped } = parse({ entry });
    expect(activities.map(({ id }) => id)).toEqual(['wamid.a']);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'entry[0].changes[0]: expected an object with field and value',
      'entry[1].changes[0]: expected an object with field and value',
      'entry[2].changes[1]: expected an object with field and value',
      'entry[2].changes[2]: expected an object with field and value',
      'entry[2].changes[3]: expected an object with field and value',
    ]);
  });

  it('is skipped when nobody can tell the business number', () => {
    const value = {
      metadata: { phone_number_id: '9', display_phone_number: 'Example Ltd' },
      messages: [text('wamid.a')],
    };
    const { skipped } = parse({ entry: [{ changes: [{ field: 'messages', value }] }] });
    expect(skipped[0]?.reason).toMatch(/^entry\[0\]\.changes\[0\]\.value\.metadata\.display_phone_number: expected/);
  });
});

describe('a body that is no V2 webhook', () => {
  it.each(['v1-message', 'v1-status'])('but a flat V1 callback is told apart (%s)', (name) => {
    const parsed = parseKaleyraWebhook(fixture(name));
    expect(parsed).toMatchObject({ ok: false, code: 'V1_CALLBACK', message: expect.stringContaining('no message id') });
  });

  it('is V1 with the few fields that live callbacks have', () => {
    const body = { created_at: '1603914166', type: 'text', from: '919900000002', name: 'Sam', body: 'Hello' };
    expect(parseKaleyraWebhook(body)).toMatchObject({ ok: false, code: 'V1_CALLBACK' });
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['{"meta_object":{}}', 'a string'],
    [1, 'a number'],
    [[change([])], 'an array'],
    [{}, 'an object of another shape'],
    [{ from: 'secret' }, 'an object of another shape'],
    [{ meta_object: 'secret' }, 'an object of another shape'],
    [{ meta_object: { field: 'messages' } }, 'an object of another shape'],
    [{ meta_object: { value: { secret: 1 } } }, 'an object of another shape'],
    [{ entry: 'secret' }, 'an object of another shape'],
  ])('is refused with what was expected and no text of it: %j', (body, got) => {
    const parsed = parseKaleyraWebhook(body);
    if (parsed.ok) throw new Error('accepted');
    expect(parsed.code).toBe('UNRECOGNISED_SHAPE');
    expect(parsed.message).toContain(`got ${got}.`);
    expect(parsed.message).toContain('Check which callback is registered');
    expect(parsed.message).not.toContain('secret');
  });
});
