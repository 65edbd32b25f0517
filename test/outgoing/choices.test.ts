import { expect, test } from 'vitest';
import { usePhone } from './phone.js';

const options = (count: number, title: (n: number) => string = (n) => `Choice ${n}`): object[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'imBack',
    title: title(index + 1),
    value: `value ${index + 1}`,
  }));
const ask = (actions: object[], more: object = {}): object => ({
  text: 'Which?',
  suggestedActions: { actions },
  ...more,
});

test('up to three choices are buttons, and a tap gives the value back', async () => {
  const phone = await usePhone();
  expect(await phone.sent(ask(options(3)))).toMatchObject([
    { type: 'interactive', content: { type: 'button', body: { text: 'Which?' } } },
  ]);
  expect(await phone.taps('Choice 2')).toMatchObject({
    type: 'message',
    text: 'value 2',
    value: { title: 'Choice 2' },
  });
});

test('up to ten choices are a list, whose titles are cut and told below, and a choice gives the whole value back', async () => {
  const phone = await usePhone();
  const long = (n: number): string => `${n} is a title that is longer than a row can show`;
  const [list] = await phone.sent(
    ask(options(10, long), { channelData: { listButton: 'Choose', footer: 'Thanks', header: 'Today' } }),
  );
  expect(list).toMatchObject({
    type: 'interactive',
    content: {
      type: 'list',
      header: { text: 'Today' },
      footer: { text: 'Thanks' },
      action: {
        button: 'Choose',
        sections: [
          {
            rows: expect.arrayContaining([{ id: 'value 1', title: '1 is a title that is lo…', description: long(1) }]),
          },
        ],
      },
    },
  });
  expect(await phone.taps('2 is a title that is lo…')).toMatchObject({ text: 'value 2' });
});

test('more choices are a numbered text, answered by number or by word', async () => {
  const phone = await usePhone();
  const [message] = await phone.sent(ask(options(11)));
  expect(message).toMatchObject({ type: 'text', content: { body: expect.stringContaining('\n11. Choice 11') } });
  expect(await phone.writes('11')).toMatchObject({ text: 'value 11', value: { id: 'value 11', title: 'Choice 11' } });
  await phone.sent(ask(options(11)));
  expect(await phone.writes(' choice 3 ')).toMatchObject({ text: 'value 3' });
});

test('a choice is answered once: a number that comes later is a number', async () => {
  const phone = await usePhone();
  await phone.sent(ask(options(11)));
  expect(await phone.writes('hello')).toMatchObject({ text: 'hello' });
  const later = await phone.writes('2');
  expect(later.text).toBe('2');
  expect(later).not.toHaveProperty('value');
});

test('a number beyond the choices is no choice', async () => {
  const phone = await usePhone();
  await phone.sent(ask(options(11)));
  expect((await phone.writes('12')).text).toBe('12');
});

test('messageBack gives its text and its whole value back, postBack an object', async () => {
  const phone = await usePhone();
  const value = { order: 7, lines: ['a', 'b'] };
  await phone.sent(
    ask([
      { type: 'messageBack', title: 'Pay', text: 'pay order', value },
      { type: 'postBack', title: 'Drop', value },
    ]),
  );
  expect(await phone.taps('Pay')).toMatchObject({ text: 'pay order', value });
  expect(await phone.taps('Drop')).toMatchObject({ text: 'Drop', value });
});

test('a value that no id has room for comes back all the same', async () => {
  const phone = await usePhone();
  const value = { long: 'x'.repeat(2000) };
  const text = 'y'.repeat(500);
  await phone.sent(
    ask([
      { type: 'messageBack', title: 'Object', text: 'go', value },
      { type: 'imBack', title: 'Text', value: text },
    ]),
  );
  expect(await phone.taps('Object')).toMatchObject({ text: 'go', value });
  expect(await phone.taps('Text')).toMatchObject({ text });
});

test('titles that are the same when cut, or values that are the same, become a numbered text', async () => {
  const phone = await usePhone();
  const same = (n: number): string => `The very same long beginning ${n}`;
  expect(await phone.sent(ask(options(2, same)))).toMatchObject([{ type: 'text' }]);
  const one = { type: 'imBack', value: 'one' };
  expect(
    await phone.sent(
      ask([
        { ...one, title: 'A' },
        { ...one, title: 'B' },
      ]),
    ),
  ).toMatchObject([{ type: 'text' }]);
});

test('a question longer than the message allows stands before it, its end with the choice', async () => {
  const phone = await usePhone();
  const text = `${'Once upon a time. '.repeat(100)}\n\nWhich?`;
  const sent = await phone.sent(ask(options(2), { text }));
  expect(sent.at(-1)).toMatchObject({ type: 'interactive' });
  expect(sent.slice(0, -1).every(({ type }) => type === 'text')).toBe(true);
  expect(sent.at(-1)).toMatchObject({ content: { body: { text: expect.stringMatching(/Which\?$/) } } });
});

test('choices without a question have a body that WhatsApp takes', async () => {
  const phone = await usePhone();
  expect(await phone.sent({ suggestedActions: { actions: options(1) } })).toMatchObject([
    { content: { body: { text: '…' } } },
  ]);
});

test('several cards are messages of their own, and each can be answered', async () => {
  const phone = await usePhone();
  const card = (n: number): object => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: { title: `Card ${n}`, buttons: [{ type: 'imBack', title: `Take ${n}`, value: `take ${n}` }] },
  });
  const sent = await phone.sent({ text: 'Two cards', attachments: [card(1), card(2)] });
  expect(sent.map(({ type }) => type)).toEqual(['text', 'interactive', 'interactive']);
  expect(await phone.taps('Take 2')).toMatchObject({ text: 'take 2' });
});

test('titles that buttons would cut alike are rows, which show more of them', async () => {
  const phone = await usePhone();
  const same = (n: number): string => `The same twenty letters ${n}`.slice(0, 20 + n);
  expect(await phone.sent(ask(options(2, (n) => `${'x'.repeat(21)}${n}`)))).toMatchObject([
    { content: { type: 'list', action: { sections: [{ rows: [{ id: 'value 1' }, { id: 'value 2' }] }] } } },
  ]);
  expect(await phone.sent(ask(options(3, same)))).toMatchObject([{ content: { type: 'list' } }]);
});

test.each([
  ['a number', 7, '7'],
  ['nought', 0, '0'],
  ['a truth', true, 'true'],
])('imBack with %s answers with its word, and has it for a title', async (_, value, text) => {
  const phone = await usePhone();
  await phone.sent(ask([{ type: 'imBack', title: 'This', value }]));
  expect(await phone.taps('This')).toMatchObject({ text, value: { title: 'This' } });
  await phone.sent(ask([{ value }]));
  expect(await phone.taps(text)).toMatchObject({ text });
});

test('an action without anything to show is left out', async () => {
  const phone = await usePhone();
  const actions = [{}, { type: 'imBack', title: ' ' }, { title: 'Yes' }, { type: 'openUrl', title: 'Nowhere' }];
  expect(await phone.sent(ask(actions))).toMatchObject([
    { content: { body: { text: 'Which?' }, action: { buttons: [{ reply: { id: 'Yes', title: 'Yes' } }] } } },
  ]);
});

test('two titles for one value are a numbered text, and each answers', async () => {
  const phone = await usePhone();
  const both = ask(['Yes', 'Sure'].map((title) => ({ type: 'imBack', title, value: 'yes' })));
  expect(await phone.sent(both)).toMatchObject([{ content: { body: 'Which?\n\n1. Yes\n2. Sure' } }]);
  expect(await phone.writes('2.')).toMatchObject({ text: 'yes', value: { title: 'Sure' } });
  await phone.sent(both);
  expect(await phone.writes('YES')).toMatchObject({ text: 'yes', value: { title: 'Yes' } });
});

test('a numbered text keeps the lines above and below', async () => {
  const phone = await usePhone();
  const [message] = await phone.sent(ask(options(11), { channelData: { header: 'Menu', footer: 'Thanks' } }));
  expect(message).toMatchObject({
    content: { body: expect.stringMatching(/^\*Menu\*\n\nWhich\?\n\n1\. [^_]*\n\n_Thanks_$/) },
  });
});

test('the numbers of several cards go on, so that each is one choice', async () => {
  const phone = await usePhone();
  const attachments = ['A', 'B'].map((name) => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      title: name,
      buttons: options(11, (n) => `${name} ${n}`).map((one, n) => ({ ...one, value: `${name}${n + 1}` })),
    },
  }));
  const sent = await phone.sent({ attachments });
  expect(sent).toMatchObject([
    { content: { body: expect.stringContaining('\n1. A 1\n') } },
    { content: { body: expect.stringContaining('\n12. B 1\n') } },
  ]);
  expect(await phone.writes('13')).toMatchObject({ text: 'B2' });
  await phone.sent({ attachments });
  expect(await phone.writes('a 11')).toMatchObject({ text: 'A11' });
});

test('a word that stands for several choices is no answer: the bot gets what was written', async () => {
  const phone = await usePhone();
  const attachments = [1, 2].map((n) => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: { title: `Shoe ${n}`, buttons: [{ type: 'imBack', title: 'Buy', value: `buy ${n}` }] },
  }));
  await phone.sent({ attachments });
  const written = await phone.writes('buy');
  expect(written.text).toBe('buy');
  expect(written).not.toHaveProperty('value');
  await phone.sent({ attachments });
  expect(await phone.taps('Buy')).toMatchObject({ text: 'buy 2' });
});

const open = (title: string, value: string): object => ({ type: 'openUrl', title, value });

test('of several links the first is the button, the others stand in the text', async () => {
  const phone = await usePhone();
  const actions = [
    { type: 'call', title: 'Call', value: 'tel:+911234' },
    open('Shop', 'https://x.test/1'),
    open('https://x.test/2', 'https://x.test/2'),
  ];
  expect(await phone.sent(ask(actions))).toMatchObject([
    {
      content: {
        type: 'cta_url',
        body: { text: 'Which?\nCall: +911234\nhttps://x.test/2' },
        action: { parameters: { display_text: 'Shop', url: 'https://x.test/1' } },
      },
    },
  ]);
});

test('links that no button opens, and those beside choices, stand in the text', async () => {
  const phone = await usePhone();
  expect(await phone.sent(ask([{ type: 'call', title: 'Call', value: '+911234' }]))).toMatchObject([
    { type: 'text', content: { body: 'Which?\nCall: +911234' } },
  ]);
  expect(await phone.sent(ask([...options(1), open('Shop', 'https://x.test/1')]))).toMatchObject([
    { content: { type: 'button', body: { text: 'Which?\nShop: https://x.test/1' } } },
  ]);
});

test('a link’s title is cut at 20 characters', async () => {
  const phone = await usePhone();
  expect(await phone.sent(ask([open('x'.repeat(21), 'https://x.test')]))).toMatchObject([
    { content: { action: { parameters: { display_text: `${'x'.repeat(19)}…` } } } },
  ]);
});

test('a number is no answer where buttons were shown, which have none', async () => {
  const phone = await usePhone();
  const actions = ['5', '10', '20'].map((title) => ({ type: 'imBack', title: `${title} people`, value: title }));
  await phone.reply({ type: 'message', text: 'How many?', suggestedActions: { actions } });
  expect((await phone.writes('2')).text).toBe('2');
  await phone.reply({ type: 'message', text: 'How many?', suggestedActions: { actions } });
  expect((await phone.writes('20 People')).text).toBe('20');
});

test('a value that has no room in the id comes back as it was sent, whatever the bot does with it', async () => {
  const phone = await usePhone();
  const value = { text: 'x'.repeat(300), count: 1, format: () => '' };
  const actions = [{ type: 'postBack', title: 'One', value }];
  await phone.reply({ type: 'message', text: 'Which?', suggestedActions: { actions } });
  value.count = 2;
  expect((await phone.taps('One')).value).toEqual({ text: value.text, count: 1 });
});

test('what a customer puts into a flow is no button of the bot', async () => {
  const phone = await usePhone();
  const response = { id: '\u2063["approve",{"role":"admin"}]' };
  const nfm_reply = { name: 'flow', body: 'Sent', response_json: JSON.stringify(response) };
  const heard = await phone.hears({
    id: 'wamid.flow',
    timestamp: '1700000000',
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply },
  });
  expect([heard.text, heard.value]).toEqual(['', response]);
});
