import { isGatewayError } from 'tidemark';
import { expect, test } from 'vitest';
import { usePhone } from './phone.js';

const grin = '😀';
const family = '👩‍👩‍👧‍👦';
const flag = '🇮🇳';

const bodiesOf = (sent: readonly { content: unknown }[]): string[] =>
  sent.map(({ content }) => (content as { body: string }).body);
const action = (title: string, value: unknown = title): object => ({ type: 'imBack', title, value });
const ask = (...actions: object[]): object => ({ text: 'Which?', suggestedActions: { actions } });
const filler = (count: number): object[] => Array.from({ length: count }, (_, n) => action(`filler ${n}`));

test('a text of 4,096 characters is one message, of 4,097 two, and none of it is lost', async () => {
  const phone = await usePhone();
  expect(bodiesOf(await phone.sent('a'.repeat(4096)))).toEqual(['a'.repeat(4096)]);
  expect(bodiesOf(await phone.sent('a'.repeat(4097)))).toEqual(['a'.repeat(4096), 'a']);
});

test.each([
  ['a surrogate pair', grin],
  ['a family of emoji', family],
  ['a flag', flag],
  ['a letter with an accent of its own', 'e\u0301'],
])('a text is not cut inside %s', async (_, character) => {
  const phone = await usePhone();
  const lengths = [4095, 4096, 4097].map((length) => length - character.length + 1);
  for (const before of lengths) {
    const text = `${'a'.repeat(before)}${character}${'b'.repeat(10)}`;
    const bodies = bodiesOf(await phone.sent(text));
    expect(bodies.join('')).toBe(text);
    expect(bodies.some((body) => body.includes(character))).toBe(true);
    expect(Math.max(...bodies.map((body) => body.length))).toBeLessThanOrEqual(4096);
  }
});

test('a character longer than a message is cut, but none of its code points is', async () => {
  const phone = await usePhone();
  const text = `${grin}\u200d`.repeat(2000);
  const bodies = bodiesOf(await phone.sent(text));
  expect(bodies.join('')).toBe(text);
  expect(bodies.filter((body) => /\p{Surrogate}/u.test(body))).toEqual([]);
});

test('a long text is cut between paragraphs, else between lines, else between words', async () => {
  const phone = await usePhone();
  const [paragraph, line, word] = ['p '.repeat(1000).trim(), 'l'.repeat(3000), 'w'.repeat(3000)];
  expect(bodiesOf(await phone.sent(`${paragraph}\n\n${paragraph}\n\n${paragraph}`))).toEqual([
    `${paragraph}\n\n${paragraph}`,
    paragraph,
  ]);
  expect(bodiesOf(await phone.sent(`${line}\n${line}`))).toEqual([line, line]);
  expect(bodiesOf(await phone.sent(`${word} ${word}`))).toEqual([word, word]);
});

test('a split text gives all ids, the last one first', async () => {
  const phone = await usePhone();
  const { id, ids } = await phone.reply(`${'a'.repeat(4096)} ${'b'.repeat(4096)} c`);
  expect(ids).toHaveLength(3);
  expect(id).toBe(ids?.at(-1));
  expect(ids).toEqual(phone.kaleyra.sends.map(({ answer }) => (answer as { messageId: string }).messageId));
});

test.each([
  ['buttons', 1],
  ['a list', 4],
])('the lines above and below %s are cut at 60 characters', async (_, count) => {
  const phone = await usePhone();
  const exact = 'x'.repeat(60);
  for (const [given, shown] of [
    [exact, exact],
    [`${exact}y`, `${'x'.repeat(59)}…`],
    [`two\nlines`, 'two lines'],
    [`${'x'.repeat(58)}${family}${family}`, `${'x'.repeat(58)}…`],
  ] as const) {
    const [message] = await phone.sent({ ...ask(...filler(count)), channelData: { header: given, footer: given } });
    expect(message).toMatchObject({ content: { header: { type: 'text', text: shown }, footer: { text: shown } } });
  }
});

test('a line that is empty is left out', async () => {
  const phone = await usePhone();
  const [message] = await phone.sent({ ...ask(action('Yes')), channelData: { header: ' ', footer: '' } });
  expect(message?.content).not.toHaveProperty('header');
  expect(message?.content).not.toHaveProperty('footer');
});

test.each([
  ['20 characters', 'x'.repeat(20), 'x'.repeat(20)],
  ['21 characters', 'x'.repeat(21), `${'x'.repeat(19)}…`],
  ['20 emoji', grin.repeat(20), grin.repeat(20)],
  ['21 emoji', grin.repeat(21), `${grin.repeat(19)}…`],
  ['a family at the border', `${'x'.repeat(15)}${family}`, `${'x'.repeat(15)}…`],
  ['flags', flag.repeat(11), `${flag.repeat(9)}…`],
  ['a space before the cut', `${'x'.repeat(18)} ${'y'.repeat(9)}`, `${'x'.repeat(18)}…`],
  ['a line break', ' Yes,\n please ', 'Yes, please'],
])('a button shows a title of %s, and gives its whole value back', async (_, title, shown) => {
  const phone = await usePhone();
  await phone.sent(ask(action(title, 'the value')));
  expect(await phone.taps(shown)).toMatchObject({ text: 'the value' });
});

test('a row shows 24 characters of its title and 72 in the line below', async () => {
  const phone = await usePhone();
  const title = 'x'.repeat(100);
  const [list] = await phone.sent(ask(action(title, 'the value'), action('y'.repeat(24)), ...filler(2)));
  const rows = [
    { id: 'the value', title: `${'x'.repeat(23)}…`, description: `${'x'.repeat(71)}…` },
    { id: 'y'.repeat(24), title: 'y'.repeat(24) },
    { id: 'filler 0', title: 'filler 0' },
    { id: 'filler 1', title: 'filler 1' },
  ];
  expect(list?.content).toEqual({
    type: 'list',
    body: { text: 'Which?' },
    action: { button: '☰', sections: [{ rows }] },
  });
});

test.each([
  ['a button', 256, 0],
  ['a row', 200, 4],
])('a value that %s has room for is its id; a longer one comes back all the same', async (_, most, others) => {
  const phone = await usePhone();
  const long = 'z'.repeat(most + 1);
  const values = ['v'.repeat(most), long, { text: long }, ['é'.repeat(most)], { emoji: grin.repeat(most / 2) }];
  for (const value of values) {
    await phone.sent(ask(action('Take', value), ...filler(others)));
    const tapped = await phone.taps('Take');
    if (typeof value === 'string') expect(tapped.text).toBe(value);
    else expect(tapped).toMatchObject({ text: 'Take', value });
  }
  const [first] = phone.kaleyra.sends;
  expect(JSON.stringify(first?.message?.content)).toContain(`"${'v'.repeat(most)}"`);
});

test.each([
  ['begins and ends with spaces', ' yes '],
  ['is only a space', ' '],
  ['begins with the mark of packed values', '\u2063["no"]'],
])('a value that %s comes back as it was', async (_, value) => {
  const phone = await usePhone();
  await phone.sent(ask(action('Take', value)));
  expect(await phone.taps('Take')).toMatchObject({ text: value });
});

test('a value that JSON cannot hold comes back, too', async () => {
  const phone = await usePhone();
  const value: Record<string, unknown> = { big: 1n };
  value.self = value;
  await phone.sent(ask({ type: 'messageBack', title: 'Take', text: 'take', value }, action('Leave')));
  const tapped = await phone.taps('Take');
  expect(tapped.text).toBe('take');
  expect(tapped.value).toEqual(value);
});

test('a caption has 1,024 characters; a longer text goes before the picture', async () => {
  const phone = await usePhone();
  const attachments = [{ contentType: 'image/jpeg', contentUrl: 'https://example.test/a.jpg' }];
  expect(await phone.sent({ text: 'a'.repeat(1024), attachments })).toMatchObject([
    { type: 'image', content: { caption: 'a'.repeat(1024) } },
  ]);
  const [text, image] = await phone.sent({ text: 'a'.repeat(1025), attachments });
  expect([text?.type, image?.type]).toEqual(['text', 'image']);
  expect(image?.content).not.toHaveProperty('caption');
});

test('a question of 1,024 characters stands with its choice, of 1,025 its beginning before it', async () => {
  const phone = await usePhone();
  const [exact] = await phone.sent({ ...ask(action('Yes')), text: 'q'.repeat(1024) });
  expect(exact).toMatchObject({ content: { body: { text: 'q'.repeat(1024) } } });
  const sent = await phone.sent({ ...ask(action('Yes')), text: `${'q'.repeat(1020)} yes?` });
  expect(sent.map(({ type }) => type)).toEqual(['text', 'interactive']);
  expect(sent[1]).toMatchObject({ content: { body: { text: 'yes?' } } });
});

const button = (id: string, title: string): object => ({ type: 'reply', reply: { id, title } });
const interactive = (parts: object): object => ({
  channelData: {
    interactive: { type: 'button', body: { text: 'b' }, action: { buttons: [button('1', 'One')] }, ...parts },
  },
});
test.each<[string, object, string]>([
  ['a title', interactive({ action: { buttons: [button('1', 'x'.repeat(21))] } }), 'action.buttons.0.reply.title'],
  ['an id', interactive({ action: { buttons: [button('x'.repeat(257), 'One')] } }), 'action.buttons.0.reply.id'],
  ['a fourth button', interactive({ action: { buttons: ['1', '2', '3', '4'].map((n) => button(n, n)) } }), 'buttons'],
  ['two titles', interactive({ action: { buttons: ['1', '2'].map((n) => button(n, 'One')) } }), 'different titles'],
  ['a footer', interactive({ footer: { text: 'x'.repeat(61) } }), 'interactive.footer.text'],
  ['a header', interactive({ header: { type: 'text', text: 'x'.repeat(61) } }), 'interactive.header.text'],
  ['a body', interactive({ body: { text: 'x'.repeat(1025) } }), 'interactive.body.text'],
  ['a raw text', { channelData: { raw: { type: 'text', text: { body: 'x'.repeat(4097) } } } }, 'text.body'],
  ['raw degrees', { channelData: { raw: { type: 'location', location: { latitude: 91, longitude: 0 } } } }, 'latitude'],
])('%s that WhatsApp would refuse is told before it leaves, by its place', async (_, activity, place) => {
  const phone = await usePhone();
  const error: unknown = await phone.reply(activity).catch((thrown: unknown) => thrown);
  expect(isGatewayError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'INVALID_REQUEST', kind: 'reject', message: expect.stringContaining(place) });
  expect((error as Error).message).not.toContain('xxxx');
  expect(phone.kaleyra.requests).toEqual([]);
});

const address = (length: number): string => `https://x.test/${'p'.repeat(length - 15)}`;

test('an address is not cut where white space stands before it', async () => {
  const phone = await usePhone();
  for (const space of [' ', '\n', '\t', '\u00a0']) {
    const [first, second] = [`${'a'.repeat(4000)}`, address(300)];
    expect(bodiesOf(await phone.sent(`${first}${space}${second}`))).toEqual([first, second]);
  }
  // No space in a language without spaces.
  expect(bodiesOf(await phone.sent(`${'你'.repeat(4000)}${address(300)}`))).toEqual(['你'.repeat(4000), address(300)]);
});

test('an address longer than a question may be stands before it as a whole', async () => {
  const phone = await usePhone();
  const sent = await phone.sent({ ...ask(action('Yes')), text: `Read ${address(2000)} and answer` });
  expect(sent).toMatchObject([
    { type: 'text', content: { body: `Read ${address(2000)}` } },
    { type: 'interactive', content: { body: { text: 'and answer' } } },
  ]);
  const bare = await phone.sent({ ...ask(action('Yes')), text: `Read ${address(2000)}` });
  expect(bare).toMatchObject([
    { type: 'text', content: { body: `Read ${address(2000)}` } },
    { type: 'interactive', content: { body: { text: '…' } } },
  ]);
});

test('an address longer than a message is cut, and none of it is lost', async () => {
  const phone = await usePhone();
  expect(bodiesOf(await phone.sent(address(5000))).join('')).toBe(address(5000));
});
