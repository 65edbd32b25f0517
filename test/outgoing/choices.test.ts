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
