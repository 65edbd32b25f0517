import { isTidemarkError } from 'tidemark';
import { expect, test } from 'vitest';
import { cardOf } from '../../src/outgoing/card.js';
import { usePhone } from './phone.js';

const kind = 'application/vnd.microsoft.card.';
const card = (type: string, content: object): object => ({ contentType: `${kind}${type}`, content });
const jpeg = 'https://example.test/a.jpg';
const choice = (title: string, value: unknown = title): object => ({ type: 'imBack', title, value });
const open = (title: string, value: string): object => ({ type: 'openUrl', title, value });
const text = (body: string): object => ({ type: 'text', content: { body } });

const rows: [string, object, object[]][] = [
  [
    'a hero card without buttons is a picture with a caption',
    { attachments: [card('hero', { title: 'Shoes', text: 'Red', images: [{ url: jpeg }] })] },
    [{ type: 'image', content: { link: jpeg, caption: '*Shoes*\nRed' } }],
  ],
  [
    'a card that is only a picture is a picture',
    { attachments: [card('thumbnail', { images: [{ url: 'https://example.test/no-extension' }] })] },
    [{ type: 'image', content: { link: 'https://example.test/no-extension' } }],
  ],
  [
    'a card whose text is too long for a caption has it below',
    { attachments: [card('hero', { text: 'x'.repeat(1025), images: [{ url: jpeg }] })] },
    [{ type: 'image', content: { link: jpeg } }, text('x'.repeat(1025))],
  ],
  [
    'a list has the card’s picture before it',
    {
      attachments: [
        card('hero', { text: 'Size?', images: [{ url: jpeg }], buttons: ['6', '7', '8', '9'].map((n) => choice(n)) }),
      ],
    },
    [
      { type: 'image', content: { link: jpeg } },
      { type: 'interactive', content: { type: 'list', body: { text: 'Size?' } } },
    ],
  ],
  [
    'a link button has the card’s picture above it',
    {
      attachments: [card('hero', { text: 'Read', images: [{ url: jpeg }], buttons: [open('Open', 'https://x.test')] })],
    },
    [{ type: 'interactive', content: { type: 'cta_url', header: { type: 'image', image: { link: jpeg } } } }],
  ],
  [
    'a line above gives way to the picture and begins the text',
    {
      attachments: [card('hero', { text: 'Buy?', images: [{ url: jpeg }], buttons: [choice('Yes')] })],
      channelData: { header: 'Sale', footer: 'Today' },
    },
    [
      {
        type: 'interactive',
        content: { header: { type: 'image' }, body: { text: '*Sale*\n\nBuy?' }, footer: { text: 'Today' } },
      },
    ],
  ],
  [
    'a GIF, which no header takes, goes before the buttons',
    {
      attachments: [card('hero', { text: 'Hi', images: [{ url: 'https://x.test/a.GIF' }], buttons: [choice('Yes')] })],
    },
    [
      { type: 'document', content: { link: 'https://x.test/a.GIF' } },
      { type: 'interactive', content: { type: 'button', body: { text: 'Hi' } } },
    ],
  ],
  [
    'an introduction, a carousel and what can be answered to all of it keep their order',
    {
      text: 'Two offers',
      attachments: [1, 2].map((n) => card('hero', { title: `Offer ${n}`, buttons: [choice('Buy', `buy ${n}`)] })),
      suggestedActions: { actions: [choice('None')] },
    },
    [
      text('Two offers'),
      { type: 'interactive', content: { body: { text: '*Offer 1*' } } },
      { type: 'interactive', content: { body: { text: '*Offer 2*' } } },
      { type: 'interactive', content: { body: { text: '…' }, action: { buttons: [{ reply: { title: 'None' } }] } } },
    ],
  ],
  [
    'a card and suggested actions are one question',
    {
      text: 'So?',
      attachments: [card('hero', { title: 'Offer', buttons: [choice('Buy')] })],
      suggestedActions: { actions: [choice('Leave')] },
    },
    [
      {
        type: 'interactive',
        content: {
          body: { text: 'So?\n\n*Offer*' },
          action: { buttons: [{ reply: { title: 'Buy' } }, { reply: { title: 'Leave' } }] },
        },
      },
    ],
  ],
  [
    'a video card is its text and its file; a page is a link in the text',
    {
      attachments: [
        card('video', {
          title: 'Film',
          media: [{ url: 'https://x.test/a.mp4' }, { url: 'https://video.test/watch?v=1' }],
        }),
      ],
    },
    [{ type: 'video', content: { link: 'https://x.test/a.mp4' } }, text('*Film*\nhttps://video.test/watch?v=1')],
  ],
  [
    'an audio card and an animation card are their files',
    {
      attachments: [
        card('audio', { media: [{ url: 'https://x.test/a.mp3' }] }),
        card('animation', { media: [{ url: 'https://x.test/a.gif' }] }),
      ],
    },
    [
      { type: 'audio', content: { link: 'https://x.test/a.mp3' } },
      { type: 'document', content: { link: 'https://x.test/a.gif' } },
    ],
  ],
  [
    'a sign-in card is a link button',
    {
      attachments: [
        card('signin', { text: 'Sign in', buttons: [{ type: 'signin', title: 'Go', value: 'https://x.test/in' }] }),
      ],
    },
    [
      {
        type: 'interactive',
        content: { type: 'cta_url', body: { text: 'Sign in' }, action: { parameters: { url: 'https://x.test/in' } } },
      },
    ],
  ],
  [
    'a receipt card is its lines',
    {
      attachments: [
        card('receipt', {
          title: 'Order 7',
          facts: [{ key: 'Paid by', value: 'card' }],
          items: [{ title: 'Shoes', subtitle: 'red', price: '₹ 90', quantity: 2 }, null],
          tax: '₹ 10',
          vat: 0,
          total: '₹ 190',
          buttons: [open('Terms', 'https://x.test/t'), null],
        }),
      ],
    },
    [
      {
        type: 'interactive',
        content: {
          type: 'cta_url',
          body: { text: '*Order 7*\nPaid by: card\n2 × Shoes: ₹ 90\nred\nTax: ₹ 10\nVAT: 0\nTotal: ₹ 190' },
        },
      },
    ],
  ],
  [
    'a type in capitals is the same type',
    { attachments: [{ contentType: 'Application/VND.Microsoft.Card.Hero', content: { title: 'Hi' } }] },
    [text('*Hi*')],
  ],
];

test.each(rows)('%s', async (_, activity, messages) => {
  const phone = await usePhone();
  expect(await phone.sent(activity)).toMatchObject(messages);
});

test('a picture inside a card is uploaded and goes before the buttons', async () => {
  const phone = await usePhone();
  const url = `data:image/png;base64,${btoa('picture')}`;
  const sent = await phone.sent({
    attachments: [card('hero', { text: 'Hi', images: [{ url }], buttons: [choice('Yes')] })],
  });
  expect(phone.kaleyra.uploads).toMatchObject([{ violations: [], file: { type: 'image/png' } }]);
  expect(sent.map(({ type }) => type)).toEqual(['image', 'interactive']);
});

test('a picture that WhatsApp cannot fetch is refused with a typed error', async () => {
  const phone = await usePhone();
  const reply = phone.reply({ attachments: [card('hero', { text: 'Hi', images: [{ url: '/a.jpg' }] })] });
  const error: unknown = await reply.catch((thrown: unknown) => thrown);
  expect(isTidemarkError(error) && error.code).toBe('UNSUPPORTED_ACTIVITY');
  expect(phone.kaleyra.requests).toEqual([]);
});

const adaptive = {
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text: '**Flight** to [Rome](https://x.test)' },
    { type: 'TextBlock', text: 'hidden', isVisible: false },
    {
      type: 'Container',
      items: [
        {
          type: 'ColumnSet',
          columns: [
            { type: 'Column', items: [{ type: 'TextBlock', text: 'BLR' }] },
            { type: 'Column', items: [{ type: 'TextBlock', text: 'FCO' }] },
          ],
        },
        { type: 'FactSet', facts: [{ title: 'Gate', value: 'B7' }] },
        { type: 'RichTextBlock', inlines: ['at ', { type: 'TextRun', text: 'noon' }] },
        { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Check in', data: { seat: 7 } }] },
      ],
    },
    {
      type: 'Table',
      rows: [{ cells: [{ items: [{ text: 'Bag' }, { text: '(one)' }] }, { items: [{ text: '23 kg' }] }] }],
    },
    { type: 'Image', url: jpeg },
    'odd',
    null,
  ],
  actions: [
    { type: 'Action.Execute', title: 'Cancel', verb: 'cancel' },
    {
      type: 'Action.ShowCard',
      title: 'More',
      card: {
        type: 'AdaptiveCard',
        body: [{ text: 'Two meals' }],
        actions: [{ type: 'Action.Submit', title: 'Meal', data: 'meal' }],
      },
    },
    { type: 'Action.OpenUrl', title: 'Site', url: 'https://x.test/f' },
    { type: 'Action.ToggleVisibility', title: 'Toggle' },
  ],
};

test('a nested adaptive card is its texts in order, and all its actions', async () => {
  const phone = await usePhone();
  const sent = await phone.sent({ attachments: [card('adaptive', adaptive)] });
  const body =
    '*Flight* to Rome (https://x.test)\nBLR\nFCO\nGate: B7\nat noon\nBag (one) | 23 kg\nTwo meals\nSite: https://x.test/f';
  expect(sent).toMatchObject([
    {
      content: {
        body: { text: body },
        action: { buttons: ['Check in', 'Cancel', 'Meal'].map((title) => ({ reply: { title } })) },
      },
    },
  ]);
  expect(await phone.taps('Check in')).toMatchObject({ text: 'Check in', value: { seat: 7 } });
});

test.each<[string, object, string]>([
  ['the activity’s summary', { summary: 'Your flight' }, 'Your flight'],
  ['the activity’s text and its summary', { text: 'Look', summary: 'Your flight' }, 'Look\n\nYour flight'],
  ['the same words once', { text: 'Your flight', summary: 'Your flight' }, 'Your flight'],
])('a card without a form in WhatsApp says %s first', async (_, parts, body) => {
  const phone = await usePhone();
  expect(await phone.sent({ attachments: [card('adaptive', { body: [{ text: 'x' }] })], ...parts })).toMatchObject([
    text(body),
  ]);
});

test('a summary introduces several cards and replaces no hero card', async () => {
  const phone = await usePhone();
  const flat = card('adaptive', { body: [{ text: 'One' }] });
  expect(await phone.sent({ summary: 'Offers', attachments: [flat, card('hero', { title: 'Two' })] })).toMatchObject(
    ['Offers', 'One', '*Two*'].map(text),
  );
  expect(await phone.sent({ summary: 'Offers', attachments: [card('hero', { title: 'Two' })] })).toMatchObject([
    text('*Two*'),
  ]);
});

test.each([
  ['its fallbackText', { fallbackText: 'Instead', speak: 'Spoken', body: [{ text: 'x' }] }, 'Instead'],
  ['its texts', { speak: 'Spoken', body: [{ text: 'x' }] }, 'x'],
  ['what it would speak', { speak: 'Spoken', body: [{ type: 'Image', url: '/a.jpg' }] }, 'Spoken'],
])('an adaptive card says %s', async (_, content, body) => {
  const phone = await usePhone();
  expect(await phone.sent({ attachments: [card('adaptive', content)] })).toMatchObject([text(body)]);
});

const tap = open('Site', 'https://x.test/tap');

test('where a tap on a card leads is its link, where it has none', async () => {
  const phone = await usePhone();
  expect(await phone.sent({ attachments: [card('hero', { text: 'Read', tap })] })).toMatchObject([
    { content: { type: 'cta_url', action: { parameters: { display_text: 'Site', url: 'https://x.test/tap' } } } },
  ]);
  expect(
    await phone.sent({ attachments: [card('hero', { text: 'Read', tap, buttons: [choice('Yes')] })] }),
  ).toMatchObject([{ content: { type: 'button', body: { text: 'Read\nSite: https://x.test/tap' } } }]);
  const buttons = [open('Open', 'https://x.test/open')];
  const [link] = await phone.sent({ attachments: [card('hero', { text: 'Read', tap, buttons })] });
  expect(link).toMatchObject({ content: { body: { text: 'Read' }, action: { parameters: { display_text: 'Open' } } } });
});

test('a tap on a card that answers is no button', async () => {
  const phone = await usePhone();
  expect(await phone.sent({ attachments: [card('hero', { text: 'Read', tap: choice('Yes') })] })).toMatchObject([
    text('Read'),
  ]);
});

test('the text of a card is in the format of its activity', () => {
  const content = { title: 'T', text: '**b** [t](https://x.test)' };
  expect(cardOf(`${kind}hero`, content, 'markdown')?.text).toBe('*T*\n*b* t (https://x.test)');
  expect(cardOf(`${kind}hero`, content, 'plain')?.text).toBe('*T*\n**b** [t](https://x.test)');
  expect(cardOf(`${kind}hero`, content)?.text).toBe('*T*\n**b** [t](https://x.test)');
});
