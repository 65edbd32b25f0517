import { isGatewayError, isTidemarkError } from 'tidemark';
import { expect, test } from 'vitest';
import { usePhone } from './phone.js';

const jpeg = { contentType: 'image/jpeg', contentUrl: 'https://example.test/a.jpg', name: 'a.jpg' };
const contacts = 'application/vnd.whatsapp.contacts+json';
const sam = { name: { formatted_name: 'Sam', first_name: 'Sam' }, phones: [{ phone: '+911', type: 'CELL' }] };
const hero = 'application/vnd.microsoft.card.hero';
const image = { type: 'image', content: { link: jpeg.contentUrl } };

const rows: [string, object, object[]][] = [
  ['a text', { text: 'hello' }, [{ type: 'text', content: { body: 'hello' } }]],
  [
    'Markdown',
    { text: '# Hi\n**b** *i* ~~s~~ [t](https://x.test) `*c*`', textFormat: 'markdown' },
    [{ type: 'text', content: { body: '*Hi*\n*b* _i_ ~s~ t (https://x.test) `*c*`' } }],
  ],
  ['plain text with marks', { text: '**b**', textFormat: 'plain' }, [{ type: 'text', content: { body: '**b**' } }]],
  [
    'a picture with a caption',
    { text: 'look', attachments: [jpeg] },
    [{ ...image, content: { ...image.content, caption: 'look' } }],
  ],
  [
    'a sound, whose text goes before',
    { text: 'listen', attachments: [{ contentType: 'audio/mpeg', contentUrl: 'https://example.test/a.mp3' }] },
    [
      { type: 'text', content: { body: 'listen' } },
      { type: 'audio', content: { link: 'https://example.test/a.mp3' } },
    ],
  ],
  [
    'several files in order, one caption',
    {
      text: 'two',
      attachments: [
        { ...jpeg, contentType: 'image/webp' },
        { ...jpeg, contentType: 'application/pdf', name: 'a.pdf' },
      ],
    },
    [
      { type: 'sticker', content: { link: jpeg.contentUrl } },
      { type: 'document', content: { link: jpeg.contentUrl, caption: 'two', filename: 'a.pdf' } },
    ],
  ],
  [
    'a GIF as a document',
    { attachments: [{ ...jpeg, contentType: 'image/gif' }] },
    [{ type: 'document', content: { filename: 'a.jpg' } }],
  ],
  ['contacts', { attachments: [{ contentType: contacts, content: sam }] }, [{ type: 'contacts', content: [sam] }]],
  [
    'a place',
    {
      entities: [
        { type: 'GeoCoordinates', latitude: 12.9, longitude: 77.6, name: 'Office' },
        { type: 'Place', address: 'MG Road' },
      ],
    },
    [{ type: 'location', content: { latitude: 12.9, longitude: 77.6, name: 'Office', address: 'MG Road' } }],
  ],
  [
    'a place that is given in both ways',
    {
      entities: [
        { type: 'GeoCoordinates', latitude: 12.9, longitude: 77.6 },
        {
          type: 'Place',
          geo: { type: 'GeoCoordinates', latitude: 12.9, longitude: 77.6 },
          name: 'Office',
          address: 'MG Road',
        },
      ],
    },
    [{ type: 'location', content: { latitude: 12.9, longitude: 77.6, name: 'Office', address: 'MG Road' } }],
  ],
  [
    'two places, each with its own name',
    {
      entities: [
        { type: 'GeoCoordinates', latitude: 1, longitude: 2 },
        { type: 'Place', geo: { latitude: 3, longitude: 4 }, name: 'There' },
      ],
    },
    [
      { type: 'location', content: expect.not.objectContaining({ name: 'There' }) },
      { type: 'location', content: { latitude: 3, longitude: 4, name: 'There' } },
    ],
  ],
  [
    'a reaction that Bot Framework has a name for',
    { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], replyToId: 'wamid.x' },
    [{ type: 'reaction', content: { message_id: 'wamid.x', emoji: '👍' } }],
  ],
  [
    'a reaction',
    { type: 'messageReaction', reactionsAdded: [{ type: '👍' }], replyToId: 'wamid.x' },
    [{ type: 'reaction', content: { message_id: 'wamid.x', emoji: '👍' } }],
  ],
  [
    'a reaction taken away',
    { type: 'messageReaction', reactionsRemoved: [{ type: '👍' }], replyToId: 'wamid.x' },
    [{ type: 'reaction', content: { message_id: 'wamid.x', emoji: '' } }],
  ],
  [
    'a link button',
    { text: 'Read on', suggestedActions: { actions: [{ type: 'openUrl', title: 'Open', value: 'https://x.test' }] } },
    [
      {
        type: 'interactive',
        content: { type: 'cta_url', action: { parameters: { display_text: 'Open', url: 'https://x.test' } } },
      },
    ],
  ],
  [
    'a hero card',
    {
      attachments: [
        {
          contentType: hero,
          content: {
            title: 'Shoes',
            subtitle: 'Red',
            text: 'Size 9',
            images: [{ url: jpeg.contentUrl }],
            buttons: [
              { type: 'imBack', title: 'Buy', value: 'buy 9' },
              { type: 'openUrl', title: 'More', value: 'https://x.test' },
            ],
          },
        },
      ],
    },
    [
      {
        type: 'interactive',
        content: {
          type: 'button',
          header: { type: 'image', image: { link: jpeg.contentUrl } },
          body: { text: '*Shoes*\nRed\nSize 9\nMore: https://x.test' },
          action: { buttons: [{ reply: { id: 'buy 9', title: 'Buy' } }] },
        },
      },
    ],
  ],
  [
    'an adaptive card, by its own fallback',
    {
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { fallbackText: 'See the site', body: [{ text: 'x' }] },
        },
      ],
    },
    [{ type: 'text', content: { body: 'See the site' } }],
  ],
  [
    'a receipt card',
    {
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.receipt',
          content: { title: 'Order 7', items: [{ title: 'Shoes', price: '₹ 90', quantity: 2 }], total: '₹ 180' },
        },
      ],
    },
    [{ type: 'text', content: { body: '*Order 7*\n2 × Shoes: ₹ 90\nTotal: ₹ 180' } }],
  ],
];

for (const [what, activity, messages] of rows) {
  test(`${what} goes out as WhatsApp has it`, async () => {
    const phone = await usePhone();
    expect(await phone.sent(activity)).toMatchObject(messages);
  });
}

test('a reply quotes what it answers only when the bot says so', async () => {
  const phone = await usePhone();
  for (const quote of [undefined, false, 1, 'true', true]) {
    await phone.sent({ text: 'a', replyToId: 'wamid.q', channelData: { quote } });
  }
  await phone.sent({ text: 'a', replyToId: 'wamid.q' });
  await phone.sent({ text: 'a', channelData: { quote: true } });
  const bodies = phone.kaleyra.sends.map(
    ({ body }) => (body as { messaging_object: { context?: object } }).messaging_object.context,
  );
  const none = undefined;
  expect(bodies).toEqual([none, none, none, none, { message_id: 'wamid.q' }, none, none]);
});

test('a refusal of one part tells the ids of those that were sent', async () => {
  const phone = await usePhone();
  await phone.sent('warm up');
  const first = phone.kaleyra.sends.length;
  phone.kaleyra.fail([{ status: 202, body: { data: { message_id: 'A1' } } }, 'WA400'], { on: 'send' });
  const reply = phone.reply({
    text: 'one',
    attachments: [{ contentType: 'audio/mpeg', contentUrl: 'https://x.test/a.mp3' }, jpeg],
  });
  const error = await reply.catch((thrown: unknown) => thrown);
  expect(isGatewayError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'WA400',
    sentIds: ['A1'],
    message: expect.stringContaining('1 message of this reply was sent before it.'),
  });
  expect(phone.kaleyra.sends.length - first).toBe(2);
});

test.each<[string, object, string]>([
  [
    'an attachment nobody knows',
    { attachments: [{ contentType: 'application/x-nothing', content: {} }] },
    'UNSUPPORTED_ACTIVITY',
  ],
  [
    'a URL that WhatsApp cannot fetch',
    { attachments: [{ contentType: 'image/png', contentUrl: 'file:///etc/passwd' }] },
    'UNSUPPORTED_ACTIVITY',
  ],
  ['a template without a language', { channelData: { template: { name: 'x' } } }, 'UNSUPPORTED_ACTIVITY'],
  ['a reaction to nothing', { type: 'messageReaction', reactionsAdded: [{ type: '👍' }] }, 'UNSUPPORTED_ACTIVITY'],
  ['an empty card', { attachments: [{ contentType: hero, content: {} }] }, 'EMPTY_TEXT'],
])('%s is refused with a typed error, and no call is made', async (_, activity, code) => {
  const phone = await usePhone();
  const error = await phone.reply(activity).catch((thrown: unknown) => thrown);
  expect(isTidemarkError(error) && error.code).toBe(code);
  expect(phone.kaleyra.sends).toEqual([]);
});

test.each<[string, object]>([
  ['null among attachments', { text: 'x', attachments: [null] }],
  ['attachments that are no list', { text: 'x', attachments: {} }],
  ['null among actions', { text: 'x', suggestedActions: { actions: [null] } }],
  ['null among entities', { text: 'x', entities: [null] }],
])('%s counts as nothing', async (_, activity) => {
  const phone = await usePhone();
  expect(await phone.sent(activity)).toMatchObject([{ type: 'text', content: { body: 'x' } }]);
});

test.each<[string, object]>([
  ['an attachment without anything', {}],
  ['a contentUrl that is a number', { contentType: 'image/png', contentUrl: 5 }],
  ['a data: URL that is not base64', { contentType: 'image/png', contentUrl: 'data:image/png,%E0%A4%A' }],
])('%s alone is refused with a typed error', async (_, attachment) => {
  const phone = await usePhone();
  const error = await phone.reply({ attachments: [attachment] }).catch((thrown: unknown) => thrown);
  expect(isTidemarkError(error) && error.code).toBe('UNSUPPORTED_ACTIVITY');
});
