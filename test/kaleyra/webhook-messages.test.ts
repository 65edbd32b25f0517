import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/activity/activity.js';
import { parseKaleyraWebhook } from '../../src/kaleyra/webhook/parse-kaleyra-webhook.js';

interface KaleyraBody {
  meta_object: { value: { messages: Record<string, unknown>[]; contacts?: unknown[] } };
  extra_info: Record<string, unknown>;
}

const quotedId = 'wamid.HBgMOTE5OTAwMDAwMDAyFQIAEhgUM0EwMDAwMDAwMDAwMDAwMDAw00=';
const picture = 'https://media.example.com/incoming/3.jpeg';

function fixture(name: string): KaleyraBody {
  const url = new URL(`../fixtures/kaleyra/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as KaleyraBody;
}

function activitiesOf(body: unknown): Activity[] {
  const parsed = parseKaleyraWebhook(body);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(parsed.skipped).toEqual([]);
  expect(parsed.account).toEqual([]);
  expect(parsed.statuses).toEqual([]);
  return parsed.activities;
}

/** What every activity of a Kaleyra fixture has, made of the fixture itself. */
function frameOf({ meta_object: { value }, extra_info: extraInfo }: KaleyraBody): object {
  const message = value.messages[0];
  const contact = value.contacts?.[0];
  return {
    id: message?.id,
    timestamp: new Date('2024-08-05T13:08:49.000Z'),
    channelId: 'whatsapp',
    serviceUrl: 'https://api.kaleyra.io',
    from: { id: '919900000002', name: 'Sam', role: 'user' },
    recipient: { id: '919900000001', role: 'bot' },
    conversation: { id: '919900000001:919900000002', isGroup: false },
    channelData: { provider: 'kaleyra', message, contact, extraInfo },
  };
}

/** The fixture's one activity, compared strictly: an undefined field would not pass for an omitted one. */
function expectActivity(name: string, content: object, marks: object = {}): void {
  const body = fixture(name);
  const frame = frameOf(body) as { channelData: object };
  const expected = { ...frame, ...content, channelData: { ...frame.channelData, ...marks } };
  expect(activitiesOf(body)).toStrictEqual([expected]);
}

/** A message activity without text of its own. */
const message = { type: 'message', text: '', textFormat: 'plain' };

describe('a message of a customer', () => {
  it('with a text is a plain text', () => {
    expectActivity('text', { ...message, text: 'Hello, is my order on its way?' });
  });

  it('that quotes another one replies to the quoted id, not to extra_info.reply_to', () => {
    expectActivity('text-quoting', { ...message, text: 'This one', replyToId: quotedId });
    expect(activitiesOf(fixture('text'))[0]).not.toHaveProperty('replyToId');
  });

  it('that came by an advertisement is a text, with the advertisement in channelData', () => {
    expectActivity('ad-referral', { ...message, text: 'Is this still on?' });
  });

  it('with an image has its MIME type, its link and a name', () => {
    expectActivity('image-reply', {
      ...message,
      replyToId: quotedId,
      attachments: [{ contentType: 'image/jpeg', contentUrl: picture, name: 'image.jpg' }],
    });
  });

  it('with a video has the caption as text', () => {
    expectActivity('video', {
      ...message,
      text: 'Look',
      attachments: [
        { contentType: 'video/mp4', contentUrl: 'https://media.example.com/incoming/4.mp4', name: 'video.mp4' },
      ],
    });
  });

  it('with a voice note is marked as one', () => {
    const contentUrl = 'https://media.example.com/incoming/5.ogg';
    const attachments = [{ contentType: 'audio/ogg; codecs=opus', contentUrl, name: 'audio.ogg' }];
    expectActivity('audio-voice', { ...message, attachments }, { voice: true });
  });

  it('with a document keeps the name the customer gave it', () => {
    expectActivity('document', {
      ...message,
      text: 'The form',
      attachments: [
        { contentType: 'application/pdf', contentUrl: 'https://media.example.com/incoming/6.pdf', name: 'Form 12.pdf' },
      ],
    });
  });

  it('with a sticker is a WebP file', () => {
    expectActivity('sticker', {
      ...message,
      attachments: [
        { contentType: 'image/webp', contentUrl: 'https://media.example.com/incoming/7.webp', name: 'sticker.webp' },
      ],
    });
  });

  it('with a location has coordinates as an entity and no attachment', () => {
    const entities = [{ type: 'GeoCoordinates', latitude: 12.94, longitude: 77.64 }];
    expectActivity('location-current', { ...message, entities });
  });

  it('with a place has its name and address too', () => {
    const name = 'Example Cafe';
    const entities = [
      { type: 'GeoCoordinates', latitude: 12.94, longitude: 77.64, name },
      { type: 'Place', name, address: '1 Example Road, Bengaluru' },
    ];
    expectActivity('location-place', { ...message, entities });
  });

  it.each(['contacts-phones-object', 'contacts-phones-array'])(
    'with contact cards has phones as a list (%s)',
    (name) => {
      const contentType = 'application/vnd.whatsapp.contacts+json';
      const content = [
        {
          name: { first_name: 'Alex', middle_name: 'B', last_name: 'Doe', formatted_name: 'Alex B Doe' },
          phones: [{ phone: '+91 99000 00003', wa_id: '919900000003', type: 'CELL' }],
        },
      ];
      expectActivity(name, { ...message, attachments: [{ contentType, content, name: 'contacts.json' }] });
    },
  );

  it('with an order has the order as value', () => {
    const order = fixture('order').meta_object.value.messages[0]?.order;
    expectActivity('order', { ...message, value: order });
  });
});

describe('a tap', () => {
  it('on a list row has the id as text', () => {
    const value = { id: 'slot-2', title: 'Tomorrow', description: '9 to 11' };
    expectActivity('list-reply', { ...message, text: 'slot-2', value, replyToId: quotedId }, { tap: true });
  });

  it('on a reply button has the id as text', () => {
    const value = { id: 'yes', title: 'Yes, please' };
    expectActivity('button-reply', { ...message, text: 'yes', value, replyToId: quotedId }, { tap: true });
  });

  it('on a template button has the payload as text', () => {
    const value = { id: 'button0', title: 'Track order', payload: 'button0', text: 'Track order' };
    expectActivity('template-button', { ...message, text: 'button0', value, replyToId: quotedId }, { tap: true });
  });

  it.each([
    ['list-reply', { list_reply: { id: '', title: 'Tomorrow' }, type: 'list_reply' }],
    ['button-reply', { button_reply: { title: 'Tomorrow' }, type: 'button_reply' }],
  ])('without an id has the title as text (%s)', (name, interactive) => {
    const body = fixture(name);
    Object.assign(body.meta_object.value.messages[0] ?? {}, { interactive });
    expect(activitiesOf(body)).toMatchObject([{ text: 'Tomorrow', value: { title: 'Tomorrow' } }]);
  });

  it('on a template button without a payload has the title as text', () => {
    const body = fixture('template-button');
    Object.assign(body.meta_object.value.messages[0] ?? {}, { button: { text: 'Track order' } });
    const [activity] = activitiesOf(body);
    expect(activity?.text).toBe('Track order');
    expect(activity?.value).toStrictEqual({ title: 'Track order', text: 'Track order' });
  });

  it('on the button of a flow has the parsed answer as value and no text', () => {
    const value = { flow_token: 'token-1', size: 'M' };
    expectActivity('flow-answer', { ...message, value, replyToId: quotedId }, { tap: true });
  });

  it.each([
    ['is not JSON', '{"a":', { raw: '{"a":' }],
    ['is the JSON of null', 'null', { raw: 'null' }],
    ['came as an object', { a: 1 }, { a: 1 }],
    ['is missing', undefined, {}],
  ])('on the button of a flow whose answer %s has a value all the same', (_, response, value) => {
    const body = fixture('flow-answer');
    const interactive = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: response } };
    Object.assign(body.meta_object.value.messages[0] ?? {}, { interactive });
    expect(activitiesOf(body)[0]?.value).toStrictEqual(value);
  });
});

describe('a reaction', () => {
  it('is put on the message it names', () => {
    expectActivity('reaction', { type: 'messageReaction', replyToId: quotedId, reactionsAdded: [{ type: '😂' }] });
  });

  const removed = { type: 'messageReaction', replyToId: quotedId, reactionsRemoved: [{ type: 'unknown' }] };

  it('without an emoji is taken away', () => {
    expectActivity('reaction-removed', removed);
  });

  it('with an empty emoji is taken away', () => {
    const body = fixture('reaction-removed');
    const reaction = { message_id: quotedId, emoji: '' };
    Object.assign(body.meta_object.value.messages[0] ?? {}, { reaction });
    expect(activitiesOf(body)).toMatchObject([removed]);
  });
});

describe('an event', () => {
  it('is made of an interactive answer of a new kind', () => {
    const value = fixture('call-permission-reply').meta_object.value.messages[0]?.interactive;
    expectActivity('call-permission-reply', {
      type: 'event',
      name: 'whatsapp/interactive',
      value,
      replyToId: quotedId,
    });
  });

  it('is made of a message that WhatsApp cannot pass on, and tells why', () => {
    const errors = fixture('unsupported').meta_object.value.messages[0]?.errors;
    const value = { type: 'poll_creation', errors };
    expectActivity('unsupported', { type: 'event', name: 'whatsapp/unsupported', value });
  });

  it('is made of a welcome request, which has no content', () => {
    expectActivity('request-welcome', { type: 'event', name: 'whatsapp/request_welcome' });
  });

  it('is made of a message of a new type', () => {
    const value = { id: '200000000000023' };
    expectActivity('unknown-type', { type: 'event', name: 'whatsapp/hologram', value });
  });

  it('is made of a system message, which has no contacts', () => {
    const body = fixture('system');
    const [raw] = body.meta_object.value.messages;
    const channelData = { provider: 'kaleyra', message: raw, extraInfo: body.extra_info };
    const from = { id: '919900000002', role: 'user' };
    const event = { type: 'event', name: 'whatsapp/system', value: raw?.system };
    expect(activitiesOf(body)).toStrictEqual([{ ...frameOf(body), ...event, from, channelData }]);
  });

  it('is made of an echo of the business’s own message, which is never a customer’s', () => {
    const body = fixture('business-echo');
    const [raw] = body.meta_object.value.messages;
    const channelData = { provider: 'kaleyra', message: raw, extraInfo: body.extra_info };
    const from = { id: '919900000001', role: 'bot' };
    const recipient = { id: '919900000002', role: 'user' };
    const event = { type: 'event', name: 'whatsapp/echo', value: raw };
    expect(activitiesOf(body)).toStrictEqual([{ ...frameOf(body), ...event, from, recipient, channelData }]);
  });

  it('of an echo that does not tell its receiver stays out of every customer’s conversation', () => {
    const body = fixture('business-echo');
    delete body.meta_object.value.messages[0]?.to;
    const conversation = { id: '919900000001:919900000001' };
    expect(activitiesOf(body)).toMatchObject([{ name: 'whatsapp/echo', conversation, recipient: { role: 'bot' } }]);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(65), '../x'])('never has a name of more than a plain word (%j)', (type) => {
    const body = fixture('unknown-type');
    Object.assign(body.meta_object.value.messages[0] ?? {}, { type: `${type} ` });
    expect(activitiesOf(body)).toMatchObject([{ type: 'event', name: 'whatsapp/unknown' }]);
  });

  it.each(['constructor', 'toString', '__proto__'])('of the type %s has no value from outside the message', (type) => {
    const body = fixture('unknown-type');
    Object.assign(body.meta_object.value.messages[0] ?? {}, { type });
    const [activity] = activitiesOf(body);
    expect(activity?.name).toBe(`whatsapp/${type}`);
    expect(activity).not.toHaveProperty('value');
  });
});

describe('the sender', () => {
  it('without a number is known by the business-scoped user id', () => {
    const id = 'US.13491208655302741918';
    const [activity] = activitiesOf(fixture('username-without-number'));
    expect(activity?.from).toStrictEqual({ id, name: 'Robin', role: 'user' });
    expect(activity?.conversation.id).toBe(`919900000001:${id}`);
  });

  it('with both is known by the number', () => {
    const body = fixture('text');
    Object.assign(body.meta_object.value.messages[0] ?? {}, { from_user_id: 'US.13491208655302741918' });
    expect(activitiesOf(body)[0]?.from.id).toBe('919900000002');
  });

  it('is found among several contacts by either id', () => {
    const body = fixture('text');
    const alex = { user_id: 'US.2', profile: { name: 'Alex' } };
    const sam = { user_id: 'US.1', profile: { name: 'Sam' } };
    body.meta_object.value.contacts = ['nonsense', alex, sam];
    Object.assign(body.meta_object.value.messages[0] ?? {}, { from_user_id: 'US.1' });
    expect(activitiesOf(body)[0]?.from.name).toBe('Sam');
  });

  it('has no name when the contacts are those of others', () => {
    const body = fixture('text');
    const others = ['919900000007', '919900000008'].map((id) => ({ wa_id: id, profile: { name: 'Somebody' } }));
    body.meta_object.value.contacts = others;
    const [activity] = activitiesOf(body);
    expect(activity?.from).toStrictEqual({ id: '919900000002', role: 'user' });
    expect(activity?.channelData).not.toHaveProperty('contact');
  });

  it.each([undefined, [], [{ wa_id: '919900000002' }], [{ wa_id: '919900000002', profile: { name: '' } }]])(
    'has no name when the webhook tells none (%j)',
    (contacts) => {
      const body = fixture('text');
      Object.assign(body.meta_object.value, { contacts });
      expect(activitiesOf(body)[0]?.from).toStrictEqual({ id: '919900000002', role: 'user' });
    },
  );

  it('and the business have digits only', () => {
    const body = fixture('text');
    Object.assign(body.meta_object.value, { metadata: { display_phone_number: '+91 99000-00001' } });
    Object.assign(body.meta_object.value.messages[0] ?? {}, { from: '+91 (99000) 00002' });
    const [activity] = activitiesOf(body);
    expect(activity?.conversation.id).toBe('919900000001:919900000002');
    expect(activity?.from.name).toBe('Sam');
  });
});

describe('a file', () => {
  function withImage(image: object, extra: object = {}): Activity | undefined {
    const body = fixture('image-reply');
    Object.assign(body.meta_object.value.messages[0] ?? {}, { image });
    Object.assign(body.extra_info, extra);
    return activitiesOf(body)[0];
  }

  it.each(['', 'javascript:alert(1)', 'file:///etc/passwd', '/relative', 17])(
    'has no link when told %j',
    (media_url) => {
      const [attachment] = withImage({ mime_type: 'image/png' }, { media_url })?.attachments ?? [];
      expect(attachment).toStrictEqual({ contentType: 'image/png', name: 'image.png' });
    },
  );

  it.each(['url', 'link'])('has the link of the media object where Kaleyra tells none (%s)', (key) => {
    const activity = withImage({ [key]: 'https://media.example.com/m' }, { media_url: '' });
    expect(activity?.attachments?.[0]?.contentUrl).toBe('https://media.example.com/m');
  });

  it('of an unknown MIME type is still told apart from others', () => {
    const [attachment] = withImage({ mime_type: 'a\nb' })?.attachments ?? [];
    expect(attachment).toStrictEqual({ contentType: 'image/*', contentUrl: picture, name: 'image.jpg' });
  });

  it('takes a link from beside the message only when it can be no other’s', () => {
    const body = fixture('image-reply');
    const [first] = body.meta_object.value.messages;
    body.meta_object.value.messages.push({ ...first, id: 'wamid.second' });
    const links = activitiesOf(body).flatMap(({ attachments }) => attachments?.map(({ contentUrl }) => contentUrl));
    expect(links).toEqual([undefined, undefined]);
  });

  it('keeps its link beside a message without a file', () => {
    const body = fixture('image-reply');
    body.meta_object.value.messages.push({ from: '919900000002', id: 'wamid.b', type: 'text', text: { body: 'b' } });
    expect(activitiesOf(body)[0]?.attachments?.[0]?.contentUrl).toBe(picture);
  });

  it('with a hostile name gets a safe one', () => {
    const body = fixture('document');
    const document = { filename: '../../etc/cron.d/x', mime_type: 'text/plain' };
    Object.assign(body.meta_object.value.messages[0] ?? {}, { document });
    expect(activitiesOf(body)[0]?.attachments?.[0]?.name).toBe('x');
  });
});
