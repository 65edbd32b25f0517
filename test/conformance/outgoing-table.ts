import type { OutgoingActivity } from 'tidemark';
import { expect } from 'vitest';

/** A row of the table of outgoing activities. */
export interface OutgoingRow {
  readonly what: string;
  /** What the bot sends; `incoming` is the id of the message it answers. */
  readonly activity: (incoming: string) => object;
  /** The messages Kaleyra is given, whole. */
  readonly messages: (incoming: string) => object[];
}

const jpeg = 'https://example.test/a.jpg';
const contacts = 'application/vnd.whatsapp.contacts+json';
const sam = { name: { formatted_name: 'Sam', first_name: 'Sam' }, phones: [{ phone: '+911', type: 'CELL' }] };
const id = expect.stringMatching(/^\d+$/) as unknown;
const text = (body: string): object => ({ type: 'text', content: { preview_url: false, body } });
const file = (contentType: string, contentUrl: string): object => ({ contentType, contentUrl });
const data = (type: string): string => `data:${type};base64,${btoa('a file')}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const button = (n: number): object => ({ type: 'reply', reply: { id: `value ${n}`, title: `Choice ${n}` } });
const interactive = (content: object): object => ({ type: 'interactive', content });
const card = (kind: string, content: object): object => ({
  attachments: [{ contentType: `application/vnd.microsoft.card.${kind}`, content }],
});

/** A question with so many choices, as both SDKs want it: with a list of those it is for. */
export function question(count: number): OutgoingActivity {
  const actions = numbers(count).map((n) => ({ type: 'imBack', title: `Choice ${n}`, value: `value ${n}` }));
  return asking(actions);
}

/** A question with these actions. */
export function asking(actions: readonly object[]): OutgoingActivity {
  return { type: 'message', text: 'Which?', suggestedActions: { to: [], actions } as never };
}

const template = {
  name: 'order_ready',
  language: { code: 'en' },
  components: [{ type: 'body', parameters: [{ type: 'text', text: '7' }] }],
};
const locationRequest = {
  type: 'location_request_message',
  body: { text: 'Where are you?' },
  action: { name: 'send_location' },
};
const flow = {
  type: 'flow',
  body: { text: 'Book a table' },
  action: {
    name: 'flow',
    parameters: { flow_message_version: '3', flow_id: '1234567890', flow_cta: 'Book', flow_token: 'token' },
  },
};
const hero = {
  title: 'Shoes',
  text: 'Size 9',
  images: [{ url: jpeg }],
  buttons: [
    { type: 'imBack', title: 'Buy', value: 'buy 9' },
    { type: 'openUrl', title: 'More', value: 'https://x.test' },
  ],
};
const adaptive = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: '**Lunch**' },
    {
      type: 'Input.ChoiceSet',
      id: 'dish',
      label: 'Dish',
      choices: [
        { title: 'Rice', value: 'rice' },
        { title: 'Dal', value: 'dal' },
      ],
    },
  ],
  actions: [{ type: 'Action.OpenUrl', title: 'Menu', url: 'https://x.test/menu' }],
};

const rows: readonly [string, object, ...object[]][] = [
  ['a text', { text: 'hello **you**' }, text('hello **you**')],
  [
    'Markdown',
    { text: '# Hi\n**b** *i* ~~s~~ [t](https://x.test) `*c*`', textFormat: 'markdown' },
    text('*Hi*\n*b* _i_ ~s~ t (https://x.test) `*c*`'),
  ],
  [
    'a picture by its URL',
    { text: 'look', attachments: [file('image/jpeg', jpeg)] },
    { type: 'image', content: { link: jpeg, caption: 'look' } },
  ],
  [
    'a film, a sound and a document by their URLs',
    {
      attachments: [
        file('video/mp4', 'https://x.test/v.mp4'),
        file('audio/ogg', 'https://x.test/a.ogg'),
        { ...file('application/pdf', 'https://x.test/d.pdf'), name: 'd.pdf' },
      ],
    },
    { type: 'video', content: { link: 'https://x.test/v.mp4' } },
    { type: 'audio', content: { link: 'https://x.test/a.ogg' } },
    { type: 'document', content: { link: 'https://x.test/d.pdf', filename: 'd.pdf' } },
  ],
  [
    'a picture inside the activity',
    { text: 'look', attachments: [file('image/png', data('image/png'))] },
    { type: 'image', content: { id, caption: 'look' } },
  ],
  [
    'a GIF inside the activity',
    { attachments: [{ ...file('image/gif', data('image/gif')), name: 'a.gif' }] },
    { type: 'document', content: { id, filename: 'a.gif' } },
  ],
  [
    'a sticker',
    { attachments: [file('image/webp', 'https://x.test/s.webp')] },
    { type: 'sticker', content: { link: 'https://x.test/s.webp' } },
  ],
  [
    'three suggested actions',
    question(3),
    interactive({ type: 'button', body: { text: 'Which?' }, action: { buttons: numbers(3).map(button) } }),
  ],
  [
    'ten suggested actions',
    question(10),
    interactive({
      type: 'list',
      body: { text: 'Which?' },
      action: {
        button: '☰',
        sections: [{ rows: numbers(10).map((n) => ({ id: `value ${n}`, title: `Choice ${n}` })) }],
      },
    }),
  ],
  [
    'twelve suggested actions',
    question(12),
    text(
      `Which?\n\n${numbers(12)
        .map((n) => `${n}. Choice ${n}`)
        .join('\n')}`,
    ),
  ],
  [
    'a hero card',
    card('hero', hero),
    interactive({
      type: 'button',
      header: { type: 'image', image: { link: jpeg } },
      body: { text: '*Shoes*\nSize 9\nMore: https://x.test' },
      action: { buttons: [{ type: 'reply', reply: { id: 'buy 9', title: 'Buy' } }] },
    }),
  ],
  [
    'a card with a link only',
    card('thumbnail', { text: 'Read', buttons: [{ type: 'openUrl', title: 'Open', value: 'https://x.test' }] }),
    interactive({
      type: 'cta_url',
      body: { text: 'Read' },
      action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://x.test' } },
    }),
  ],
  [
    'an adaptive card',
    card('adaptive', adaptive),
    interactive({
      type: 'cta_url',
      body: { text: '*Lunch*\nDish: Rice / Dal' },
      action: { name: 'cta_url', parameters: { display_text: 'Menu', url: 'https://x.test/menu' } },
    }),
  ],
  [
    'a receipt card',
    card('receipt', { title: 'Order 7', items: [{ title: 'Shoes', price: '₹ 90' }], total: '₹ 90' }),
    text('*Order 7*\nShoes: ₹ 90\nTotal: ₹ 90'),
  ],
  [
    'a place',
    {
      entities: [
        { type: 'GeoCoordinates', latitude: 12.9, longitude: 77.6, name: 'Office' },
        { type: 'Place', address: 'MG Road' },
      ],
    },
    { type: 'location', content: { latitude: 12.9, longitude: 77.6, name: 'Office', address: 'MG Road' } },
  ],
  ['contacts', { attachments: [{ contentType: contacts, content: [sam] }] }, { type: 'contacts', content: [sam] }],
  ['a template', { channelData: { template } }, { type: 'template', content: template }],
  ['a request for the location', { channelData: { interactive: locationRequest } }, interactive(locationRequest)],
  ['a flow', { channelData: { interactive: flow } }, interactive(flow)],
  [
    'a message in its raw form',
    { channelData: { raw: { type: 'text', text: { body: 'raw', preview_url: true } } } },
    { type: 'text', content: { body: 'raw', preview_url: true } },
  ],
  ['a typing indicator', { type: 'typing' }],
  ['a delay', { type: 'delay', value: 1 }],
  ...['trace', 'event', 'endOfConversation', 'handoff'].map((type): [string, object] => [
    `an activity of the type ${type}`,
    { type, name: 'inner', value: { secret: true } },
  ]),
];

const reaction = { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] };
const away = { type: 'messageReaction', reactionsRemoved: [{ type: 'like' }] };
const reacted = (message_id: string, emoji: string): object => ({ type: 'reaction', content: { message_id, emoji } });

/** Every kind of activity a bot can send, and what it comes to. */
export const outgoingTable: readonly OutgoingRow[] = [
  ...rows.map(([what, activity, ...messages]) => ({
    what,
    activity: () => ({ type: 'message', ...activity }),
    messages: () => messages,
  })),
  {
    what: 'a reaction to the incoming message',
    activity: (replyToId) => ({ ...reaction, replyToId }),
    messages: (incoming) => [reacted(incoming, '👍')],
  },
  {
    what: 'a reaction taken away',
    activity: (replyToId) => ({ ...away, replyToId }),
    messages: (incoming) => [reacted(incoming, '')],
  },
];
