import { ListStyle } from 'botbuilder-dialogs';
import { whatsappChoices } from 'tidemark/adapters/botbuilder';
import { imageMessage, locationMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { createStates, dialogLogic, startDialogHost } from './dialog-host.js';
import type { DialogPhone } from './dialog-phone.js';
import { colours, months, sizes, surveyDialog } from './dialog-survey.js';

const mediaUrl = 'https://media.example.test/1.jpg';
const answers = {
  name: 'Sam',
  agreed: true,
  colour: 'Green',
  size: 'Size 45',
  month: 'December',
  count: 3,
  date: '2030-06-01',
  picture: mediaUrl,
};

/** A phone that talks to the survey. */
async function startSurvey({ style, buttons }: { style?: ListStyle | undefined; buttons: boolean }) {
  const states = createStates();
  const host = await startDialogHost(dialogLogic(surveyDialog(states.userState, style), states));
  if (buttons) host.adapter.use(whatsappChoices());
  return { ...host, mine: host.phone() };
}

/** From a number to the end, the same however choices are made. */
async function ends(phone: DialogPhone): Promise<unknown> {
  expect(await phone.writes('lots')).toBe('From 1 to 5, please.');
  expect(await phone.writes('9')).toBe('From 1 to 5, please.');
  expect(await phone.writes('three')).toBe('On what day?');
  expect(await phone.writes('whenever')).toBe('What day is that?');
  expect(await phone.writes('1 June 2030')).toBe('A picture?');
  expect(await phone.writes('a picture')).toBe('A picture, please.');
  expect(await phone.sends(locationMessage({ latitude: 12.9, longitude: 77.6, name: 'Home' }))).toBe(
    'A picture, please.',
  );
  return JSON.parse(await phone.sends(imageMessage(), { media_url: mediaUrl }));
}

const textOf = (question: string, titles: readonly string[]): string =>
  `${question}\n\n${titles.map((title, index) => `   ${index + 1}. ${title}`).join('\n')}`;

describe('a bot with every prompt, as its prompts are', () => {
  test.each([
    ['numbers', ['1', '2', '10', '12']],
    ['words', ['yes', 'green', 'size 45', 'december']],
    ['sentences', ['sure', 'the green one', 'I take size 45', 'the twelfth']],
  ])('is answered in %s', async (_how, [agree = '', colour = '', size = '', month = '']) => {
    const { mine } = await startSurvey({ buttons: false });
    expect(await mine.writes('hello')).toBe('What is your name?');
    expect(await mine.writes('Sam')).toBe('May we ask? (1) Yes or (2) No');
    expect(await mine.writes(agree)).toBe('Which colour? (1) Red, (2) Green, or (3) Blue');
    expect(await mine.writes(colour)).toBe(textOf('Which size?', sizes));
    expect(await mine.writes(size)).toBe(textOf('Which month?', months));
    expect(await mine.writes(month)).toBe('How many?');
    expect(await ends(mine)).toEqual(answers);
  });

  test('says a choice that it does not know once more', async () => {
    const { mine } = await startSurvey({ buttons: false });
    await mine.writes('hello');
    await mine.writes('Sam');
    expect(await mine.writes('whatever')).toBe('Yes or no? (1) Yes or (2) No');
    await mine.writes('no');
    expect(await mine.writes('purple')).toBe('Again: Which colour? (1) Red, (2) Green, or (3) Blue');
  });
});

describe('a bot with every prompt, with whatsappChoices()', () => {
  test('is answered by taps on buttons and rows; twelve choices stay a text', async () => {
    const { mine } = await startSurvey({ buttons: true });
    await mine.writes('hello');
    expect(await mine.writes('Sam')).toBe('May we ask?');
    expect(mine.offered()).toEqual({ how: 'button', titles: ['Yes', 'No'] });
    expect(await mine.taps('Yes')).toBe('Which colour?');
    expect(mine.offered()).toEqual({ how: 'button', titles: colours });
    expect(await mine.taps('Green')).toBe('Which size?');
    expect(mine.offered()).toEqual({ how: 'list', titles: sizes });
    expect(await mine.taps('Size 45')).toBe(textOf('Which month?', months));
    expect(mine.offered()).toEqual({ how: 'none', titles: [] });
    expect(await mine.writes('12')).toBe('How many?');
    expect(await ends(mine)).toEqual(answers);
  });

  test.each([
    ['numbers', ['1', '2', '10', '12']],
    ['words', ['yes', 'green', 'size 45', 'december']],
    ['sentences', ['sure', 'the green one', 'I take size 45', 'the twelfth']],
  ])('is answered in %s all the same', async (_how, [agree = '', colour = '', size = '', month = '']) => {
    const { mine } = await startSurvey({ buttons: true });
    await mine.writes('hello');
    await mine.writes('Sam');
    expect(await mine.writes(agree)).toBe('Which colour?');
    expect(await mine.writes(colour)).toBe('Which size?');
    expect(await mine.writes(size)).toBe(textOf('Which month?', months));
    expect(await mine.writes(month)).toBe('How many?');
    expect(await ends(mine)).toEqual(answers);
  });

  test('shows the choices again with each retry, and a tap on any of them counts', async () => {
    const { mine } = await startSurvey({ buttons: true });
    await mine.writes('hello');
    await mine.writes('Sam');
    expect(await mine.writes('whatever')).toBe('Yes or no?');
    expect(mine.offered()).toEqual({ how: 'button', titles: ['Yes', 'No'] });
    await mine.taps('No');
    expect(await mine.writes('purple')).toBe('Again: Which colour?');
    expect(await mine.writes('9')).toBe('Again: Which colour?');
    expect(mine.offered()).toEqual({ how: 'button', titles: colours });
    expect(await mine.taps('Blue')).toBe('Which size?');
    expect(await mine.writes('size 12')).toBe('Again: Which size?');
    expect(mine.offered()).toEqual({ how: 'list', titles: sizes });
    expect(await mine.taps('Size 36')).toBe(textOf('Which month?', months));
  });
});

test.each(['suggestedAction', 'heroCard'] as const)(
  'a bot with every prompt in the style %s is answered by taps, without any middleware',
  async (style) => {
    const { mine } = await startSurvey({ style: ListStyle[style], buttons: false });
    await mine.writes('hello');
    expect(await mine.writes('Sam')).toBe('May we ask?');
    expect(await mine.taps('Yes')).toBe('Which colour?');
    expect(await mine.taps('Green')).toBe('Which size?');
    expect(await mine.taps('Size 45')).toMatch(/^Which month\?\n\n1\. January\n/);
    expect(await mine.writes('12')).toBe('How many?');
    expect(await ends(mine)).toEqual(answers);
  },
);
