import { expect, test } from 'vitest';
import { usePhone } from './phone.js';

const jpeg = 'https://example.test/a.jpg';
const card = (body: object[], actions: object[] = [], more: object = {}): object => ({
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', body, actions, ...more },
    },
  ],
});
const pick = { type: 'TextBlock', text: 'Pick' };
const colour = {
  type: 'Input.ChoiceSet',
  id: 'colour',
  label: 'Colour',
  choices: [
    { title: 'Red', value: 'r' },
    { title: 'Blue', value: 'b' },
  ],
};
const submit = (data?: unknown): object => ({
  type: 'Action.Submit',
  title: 'OK',
  ...(data !== undefined && { data }),
});
const buttons = (...titles: string[]): object => ({ buttons: titles.map((title) => ({ reply: { title } })) });

test('one choice set and one submit button are choices, each with the data of the button', async () => {
  const phone = await usePhone();
  expect(await phone.sent(card([pick, colour], [submit({ order: 7 })]))).toMatchObject([
    { content: { type: 'button', body: { text: 'Pick\nColour' }, action: buttons('Red', 'Blue') } },
  ]);
  expect(await phone.taps('Blue')).toMatchObject({ text: 'Blue', value: { order: 7, colour: 'b' } });
  await phone.sent(card([pick, colour], [submit()]));
  expect((await phone.taps('Red')).value).toEqual({ colour: 'r' });
});

test('more choices than buttons are a list, and more than a list can be answered by number', async () => {
  const phone = await usePhone();
  const choices = (count: number): object[] =>
    Array.from({ length: count }, (_, n) => ({ title: `Size ${n + 1}`, value: `${n + 1}` }));
  expect(await phone.sent(card([{ ...colour, choices: choices(10) }], [submit()]))).toMatchObject([
    { content: { type: 'list' } },
  ]);
  expect((await phone.taps('Size 10')).value).toEqual({ colour: '10' });
  await phone.sent(card([{ ...colour, choices: choices(12) }], [submit()]));
  expect((await phone.writes('12')).value).toEqual({ colour: '12' });
});

test('a link beside the submit button stays a link', async () => {
  const phone = await usePhone();
  const link = { type: 'Action.OpenUrl', title: 'Site', url: 'https://x.test' };
  expect(await phone.sent(card([colour], [submit(), link]))).toMatchObject([
    { content: { body: { text: 'Colour\nSite: https://x.test' }, action: buttons('Red', 'Blue') } },
  ]);
});

test.each<[string, object[], object[], string]>([
  [
    'a second input',
    [colour, { type: 'Input.Toggle', id: 'gift', title: 'A gift' }],
    [submit()],
    'Colour: Red / Blue\nA gift',
  ],
  ['several choices at once', [{ ...colour, isMultiSelect: true }], [submit()], 'Colour: Red / Blue'],
  ['a button that leaves inputs out', [colour], [{ ...submit(), associatedInputs: 'none' }], 'Colour: Red / Blue'],
  ['data that is a text', [colour], [submit('ok')], 'Colour: Red / Blue'],
])('with %s the choices stand in the text', async (_, body, actions, text) => {
  const phone = await usePhone();
  expect(await phone.sent(card(body, actions))).toMatchObject([
    { content: { type: 'button', body: { text }, action: buttons('OK') } },
  ]);
});

test('a choice set that nothing submits is its line', async () => {
  const phone = await usePhone();
  expect(await phone.sent(card([pick, colour]))).toMatchObject([{ content: { body: 'Pick\nColour: Red / Blue' } }]);
  const two = [submit(), { ...submit(), title: 'Cancel' }];
  expect(await phone.sent(card([colour], two))).toMatchObject([
    { content: { body: { text: 'Colour: Red / Blue' }, action: buttons('OK', 'Cancel') } },
  ]);
});

test.each([
  ['Text', { label: 'Name', placeholder: 'as on the card' }, 'Name (as on the card)'],
  ['Text', { placeholder: 'Your name' }, 'Your name'],
  ['Number', { label: 'Guests' }, 'Guests'],
  ['Date', { label: 'Day' }, 'Day'],
  ['Time', { placeholder: 'Hour' }, 'Hour'],
  ['Toggle', { title: 'By mail', value: 'false' }, 'By mail'],
  ['Text', {}, ''],
])('an Input.%s with %j is a line', async (type, fields, line) => {
  const phone = await usePhone();
  const body = ['Pick', line].filter((part) => part !== '').join('\n');
  expect(await phone.sent(card([pick, { type: `Input.${type}`, id: 'x', ...fields }]))).toMatchObject([
    { type: 'text', content: { body } },
  ]);
});

test('an input that is hidden is none', async () => {
  const phone = await usePhone();
  const hidden = { type: 'Input.Text', id: 'x', label: 'Not shown', isVisible: false };
  expect(await phone.sent(card([colour, hidden], [submit()]))).toMatchObject([
    { content: { body: { text: 'Colour' }, action: buttons('Red', 'Blue') } },
  ]);
});

test('Action.Execute gives the bot its verb and its data', async () => {
  const phone = await usePhone();
  const execute = { type: 'Action.Execute', title: 'Do', verb: 'approve', data: { order: 7 } };
  await phone.sent(card([pick], [execute, { type: 'Action.Execute', title: 'Bare', verb: 'drop' }]));
  const action = { type: 'Action.Execute', verb: 'approve', data: { order: 7 } };
  expect((await phone.taps('Do')).value).toEqual({ action });
  await phone.sent(card([colour], [execute]));
  expect((await phone.taps('Red')).value).toEqual({ action: { ...action, data: { order: 7, colour: 'r' } } });
  await phone.sent(card([pick], [{ type: 'Action.Execute', title: 'Bare', verb: 'drop' }]));
  expect((await phone.taps('Bare')).value).toEqual({ action: { type: 'Action.Execute', verb: 'drop' } });
});

test('a card, or a part of it, that can be tapped is a link or a button', async () => {
  const phone = await usePhone();
  const selectAction = { type: 'Action.OpenUrl', title: 'Open', url: 'https://x.test' };
  expect(await phone.sent(card([pick], [], { selectAction }))).toMatchObject([
    { content: { type: 'cta_url', action: { parameters: { display_text: 'Open', url: 'https://x.test' } } } },
  ]);
  const link = { type: 'Action.OpenUrl', title: 'Site', url: 'https://x.test' };
  expect(await phone.sent(card([pick], [link], { selectAction }))).toMatchObject([
    { content: { type: 'cta_url', body: { text: 'Pick' } } },
  ]);
  const container = { type: 'Container', items: [pick], selectAction: { type: 'Action.Submit', data: { n: 1 } } };
  expect(await phone.sent(card([container]))).toMatchObject([{ content: { action: buttons('Pick') } }]);
  expect((await phone.taps('Pick')).value).toEqual({ n: 1 });
});

test('the first picture is that of the question, and further ones are told by their descriptions', async () => {
  const phone = await usePhone();
  const image = (url: string, altText: string): object => ({ type: 'Image', url, altText });
  const body = [pick, image(jpeg, 'first'), { type: 'ImageSet', images: [image('https://x.test/2.jpg', 'second')] }];
  expect(await phone.sent(card(body, [submit()]))).toMatchObject([
    { content: { header: { image: { link: jpeg } }, body: { text: 'Pick\nsecond' } } },
  ]);
  expect(await phone.sent(card(body))).toMatchObject([
    { type: 'image', content: { link: jpeg, caption: 'Pick\nsecond' } },
  ]);
});

test('a card that is only a picture is a picture; one that WhatsApp cannot fetch is its description', async () => {
  const phone = await usePhone();
  expect(await phone.sent(card([{ type: 'Image', url: jpeg, altText: 'A shoe' }]))).toMatchObject([
    { type: 'image', content: { link: jpeg } },
  ]);
  expect(await phone.sent(card([{ type: 'Image', url: '/a.jpg', altText: 'A shoe' }]))).toMatchObject([
    { type: 'text', content: { body: 'A shoe' } },
  ]);
});

test('an author’s own fallback stands for the pictures, too', async () => {
  const phone = await usePhone();
  expect(await phone.sent(card([{ type: 'Image', url: jpeg }], [], { fallbackText: 'See the site' }))).toMatchObject([
    { type: 'text', content: { body: 'See the site' } },
  ]);
});
