import { createChannel, isTidemarkError, type OutgoingActivity } from 'tidemark';
import { expect, onTestFinished, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { usePhone } from './phone.js';

const url = 'https://example.test/file';
const data = (type: string): string => `data:${type};base64,${btoa('not really a picture')}`;

test.each([
  ['image/jpeg', 'image'],
  ['image/jpg', 'image'],
  ['IMAGE/PNG', 'image'],
  ['image/gif', 'document'],
  ['image/webp', 'sticker'],
  ['Image/WebP', 'sticker'],
  ['video/mp4; codecs="avc1"', 'video'],
  ['video/3gpp', 'video'],
  ['video/quicktime', 'document'],
  ['audio/mpeg', 'audio'],
  ['audio/MP3', 'audio'],
  ['audio/ogg; codecs=opus', 'audio'],
  ['audio/wav', 'document'],
  ['application/pdf', 'document'],
  ['', 'document'],
  [undefined, 'document'],
])('a file of the type %s goes by its URL as %s', async (contentType, type) => {
  const phone = await usePhone();
  const fileName = type === 'document' ? { filename: 'a.bin' } : {};
  expect(await phone.sent({ attachments: [{ contentType, contentUrl: url, name: 'a.bin' }] })).toEqual([
    { type, content: { link: url, ...fileName } },
  ]);
});

test.each([
  ['image/png', 'image/png', 'image'],
  ['IMAGE/JPG', 'image/jpeg', 'image'],
  ['image/webp', 'image/webp', 'sticker'],
  ['audio/mp3', 'audio/mpeg', 'audio'],
  ['application/pdf', 'application/pdf', 'document'],
])('a file of the type %s inside the activity is uploaded as %s and sent as %s', async (given, uploaded, type) => {
  const phone = await usePhone();
  const attachments = [{ contentType: given, contentUrl: data(given), name: 'mine' }];
  const [message] = await phone.sent({ attachments });
  expect(phone.kaleyra.uploads).toMatchObject([
    { violations: [], file: { name: 'mine', type: uploaded, size: 20 }, answer: { status: 202 } },
  ]);
  const id = expect.stringMatching(/^\d+$/);
  expect(message).toEqual({ type, content: { id, ...(type === 'document' && { filename: 'mine' }) } });
});

test.each([
  ['image/gif', 'file.gif'],
  ['image/svg+xml', 'file.svg'],
  ['video/quicktime', 'file.quicktime'],
])(
  'a file of the type %s inside the activity, which WhatsApp does not take as such, is a document',
  async (type, name) => {
    const phone = await usePhone();
    const [message] = await phone.sent({ attachments: [{ contentType: type, contentUrl: data(type) }] });
    expect(phone.kaleyra.uploads).toMatchObject([{ violations: [], file: { name, size: 20 } }]);
    expect(message).toMatchObject({ type: 'document', content: { filename: name } });
    const [named] = await phone.sent({ attachments: [{ contentType: type, contentUrl: data(type), name: 'a.gif' }] });
    expect(named).toMatchObject({ content: { filename: 'a.gif' } });
  },
);

test('data: in capitals is the same, also as the picture and the film of a card', async () => {
  const phone = await usePhone();
  const url = (type: string): string => data(type).replace('data:', 'DATA:').replace('base64', 'BASE64');
  const card = (kind: string, content: object): object => ({
    contentType: `application/vnd.microsoft.card.${kind}`,
    content,
  });
  const attachments = [
    { contentType: 'image/png', contentUrl: url('image/png') },
    card('hero', { images: [{ url: url('image/png') }] }),
    card('video', { media: [{ url: url('video/mp4') }] }),
  ];
  expect((await phone.sent({ attachments })).map(({ type }) => type)).toEqual(['image', 'image', 'video']);
});

test('of a text with files, each goes in order and the text stands under the first that takes it', async () => {
  const phone = await usePhone();
  const types = ['audio/mpeg', 'image/webp', 'application/pdf', 'image/png'];
  const contents = (
    await phone.sent({ text: 'look', attachments: types.map((contentType) => ({ contentType, contentUrl: url })) })
  ).map(({ type, content }) => [type, (content as { caption?: string }).caption]);
  expect(contents).toEqual([
    ['audio', undefined],
    ['sticker', undefined],
    ['document', 'look'],
    ['image', undefined],
  ]);
});

test.each([null, '', ' ', 7])('a document whose name is %j has none', async (name) => {
  const phone = await usePhone();
  expect(await phone.sent({ attachments: [{ contentType: 'application/pdf', contentUrl: url, name }] })).toEqual([
    { type: 'document', content: { link: url } },
  ]);
});

test('files, contacts and a place of one activity go before its question', async () => {
  const phone = await usePhone();
  const sent = await phone.sent({
    text: 'Which?',
    attachments: [
      { contentType: 'application/vnd.whatsapp.contacts+json', content: [{ name: { formatted_name: 'Sam' } }] },
      { contentType: 'image/png', contentUrl: url },
    ],
    entities: [{ type: 'GeoCoordinates', latitude: 12.9, longitude: 77.6 }],
    suggestedActions: { actions: [{ title: 'This' }] },
  });
  expect(sent.map(({ type }) => type)).toEqual(['image', 'contacts', 'location', 'interactive']);
});

test('a gateway that cannot upload refuses a file inside the activity with a typed error', async () => {
  const gateway = createFakeGateway();
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: false, logger: silent });
  onTestFinished(() => void channel.close());
  const activity: OutgoingActivity = { attachments: [{ contentType: 'image/png', contentUrl: data('image/png') }] };
  let error: unknown;
  await channel.continueConversation('911200000000:919800000001', async (_, turn) => {
    error = await turn.reply(activity).catch((thrown: unknown) => thrown);
  });
  expect(isTidemarkError(error) && error.code).toBe('NOT_SUPPORTED');
  expect(gateway.sends).toEqual([]);
});
