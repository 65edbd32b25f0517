import { type Activity, MessageFactory, type ResourceResponse, TranscriptLoggerMiddleware } from 'botbuilder';
import { whatsappChoices } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const upTo = (count: number, title: (n: number) => string = (n) => `Choice ${n}`): string[] =>
  Array.from({ length: count }, (_, index) => title(index + 1));
const inLine = (titles: string[]): string => titles.map((title, index) => `(${index + 1}) ${title}`).join(' or ');
const inList = (titles: string[]): string =>
  `\n\n${titles.map((title, index) => `   ${index + 1}. ${title}`).join('\n')}`;
const actionsOf = (titles: string[]): object => ({
  suggestedActions: { actions: titles.map((title) => ({ type: 'imBack', title, value: title })) },
});

/** What the adapter is given where a bot sends these. */
async function sentOf(activities: Partial<Activity>[], incoming: Partial<Activity> = {}) {
  const adapter = new ForeignAdapter();
  adapter.use(whatsappChoices());
  let responses: ResourceResponse[] = [];
  await adapter.receive(foreignMessage(incoming), async (context) => {
    responses = await context.sendActivities(activities);
  });
  return { sent: adapter.sent, responses };
}

test('choices in a line become actions, and the question is what is left', async () => {
  const { sent } = await sentOf([
    { text: 'Which? (1) Red or (2) Green', speak: 'Which?', inputHint: 'expectingInput' },
  ]);
  expect(sent).toMatchObject([
    { type: 'message', text: 'Which?', speak: 'Which?', inputHint: 'expectingInput', ...actionsOf(['Red', 'Green']) },
  ]);
});

test.each([1, 3, 4, 10])('a list of %i becomes actions', async (count) => {
  const { sent } = await sentOf([{ text: `Which?${inList(upTo(count))}` }]);
  expect(sent).toMatchObject([{ text: 'Which?', ...actionsOf(upTo(count)) }]);
});

test('what is sent around a question stays, each at its index, and ids come back in order', async () => {
  const texts = ['one', `two ${inLine(['Yes', 'No'])}`, 'three'];
  const { sent, responses } = await sentOf(texts.map((text) => ({ type: 'message', text })));
  expect(sent.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  expect(responses).toEqual([{ id: 'foreign-0' }, { id: 'foreign-1' }, { id: 'foreign-2' }]);
});

test('the object a bot sends is left as it is, so that it can be sent again', async () => {
  const prompt = Object.freeze({ ...MessageFactory.text(`Which? ${inLine(['Red', 'Green'])}`) });
  const { sent } = await sentOf([prompt, prompt]);
  expect(sent).toMatchObject([{ text: 'Which?' }, { text: 'Which?' }]);
  expect(prompt.text).toBe('Which? (1) Red or (2) Green');
});

test('middleware around it sees what was sent, with its id', async () => {
  const logged: Activity[] = [];
  const adapter = new ForeignAdapter();
  adapter.use(new TranscriptLoggerMiddleware({ logActivity: (activity) => void logged.push(activity) }));
  adapter.use(whatsappChoices());
  const seen: (string | undefined)[] = [];
  adapter.use(async (context, next) => {
    context.onSendActivities(async (_context, activities, send) => {
      const responses = await send();
      seen.push(...activities.map(({ id }) => id));
      return responses;
    });
    await next();
  });
  await adapter.receive(foreignMessage(), async (context) => {
    await context.sendActivity(`Which? ${inLine(['Red', 'Green'])}`);
  });
  expect(logged[1]).toMatchObject({ id: 'foreign-0', text: 'Which?', ...actionsOf(['Red', 'Green']) });
  expect(seen).toEqual(['foreign-0']);
});

describe('left alone', () => {
  const question = `Which? ${inLine(['Red', 'Green'])}`;
  const long = 'The same beginning of all';
  test.each<[name: string, activity: Partial<Activity>]>([
    ['another text', { text: 'Hello' }],
    ['no text', { attachments: [{ contentType: 'image/png', contentUrl: 'https://example.test/a.png' }] }],
    ['a text that is none', { text: 7 as never }],
    ['an event', { type: 'event', name: 'x', text: question }],
    [
      'a question with actions of its own',
      { text: question, suggestedActions: { to: [], actions: [{ type: 'imBack', title: 'x', value: 'x' }] } },
    ],
    [
      'a question with an attachment',
      { text: question, attachments: [{ contentType: 'image/png', contentUrl: 'https://example.test/a.png' }] },
    ],
    ['what does not ask', { text: question, inputHint: 'ignoringInput' }],
    ['eleven choices', { text: `Which?${inList(upTo(11))}` }],
    ['twelve choices', { text: `Which?${inList(upTo(12))}` }],
    ['the same title twice', { text: `Which? ${inLine(['Red', 'Red'])}` }],
    ['titles that differ in case', { text: `Which? ${inLine(['Red', 'red'])}` }],
    [
      'titles that are one once cut for a button',
      { text: `Which?${inList(['The same beginning of 1', 'The same beginning of 2'])}` },
    ],
    ['titles that are one once cut for a row', { text: `Which?${inList(upTo(4, (n) => `${long} ${n}`))}` }],
    ['emoji that are one once cut', { text: `Which?${inList(upTo(4, (n) => `${'👍'.repeat(24)}${n}`))}` }],
  ])('%s', async (_name, activity) => {
    const before = structuredClone(activity);
    const { sent } = await sentOf([activity]);
    expect(sent).toMatchObject([activity]);
    expect(sent[0]?.suggestedActions).toEqual(activity.suggestedActions);
    expect(activity).toEqual(before);
  });

  test('the same titles with room for them are shown', async () => {
    const titles = ['Exactly twenty car 1', 'Exactly twenty car 2'];
    const rows = upTo(4, (n) => `Exactly twenty-four car${n}`);
    // Twenty-four characters, and more units of UTF-16.
    const emoji = upTo(4, (n) => `${'👍'.repeat(22)} ${n}`);
    const { sent } = await sentOf([titles, rows, emoji].map((all) => ({ text: `Which?${inList(all)}` })));
    expect(sent).toMatchObject([actionsOf(titles), actionsOf(rows), actionsOf(emoji)]);
  });

  test.each(['msteams', 'telegram', undefined])('on the channel %s', async (channelId) => {
    const { sent } = await sentOf([{ text: question }], { channelId: channelId as string });
    expect(sent).toMatchObject([{ text: question }]);
    expect(sent[0]).not.toHaveProperty('suggestedActions');
  });
});

test('empty actions and attachments are none', async () => {
  const empty = { suggestedActions: { to: [], actions: [] }, attachments: [] };
  const { sent } = await sentOf([{ text: `Which? ${inLine(['Red', 'Green'])}`, ...empty }]);
  expect(sent).toMatchObject([{ text: 'Which?', ...actionsOf(['Red', 'Green']) }]);
});
