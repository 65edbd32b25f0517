import { ChoicePrompt, ComponentDialog, type FoundChoice, WaterfallDialog } from 'botbuilder-dialogs';
import { whatsappChoices } from 'tidemark/adapters/botbuilder';
import { expect, test } from 'vitest';
import { createStates, dialogLogic, startDialogHost } from './dialog-host.js';
import type { DialogPhone } from './dialog-phone.js';

/** A phone that is asked one thing over and over, and told what the bot understood. */
async function startChoice(choices: readonly string[], locale?: string): Promise<DialogPhone> {
  const states = createStates();
  const steps = new WaterfallDialog('steps', [
    (step) => {
      const { understood = 'Which?' } = step.options as { understood?: string };
      return step.prompt('choice', { prompt: understood, choices: [...choices] });
    },
    (step) => {
      const { index, value } = step.result as FoundChoice;
      return step.replaceDialog('steps', { understood: `${index}: ${value}` });
    },
  ]);
  const dialog = new ComponentDialog('ask').addDialog(steps).addDialog(new ChoicePrompt('choice', undefined, locale));
  const { adapter, phone } = await startDialogHost(dialogLogic(dialog, states));
  adapter.use(whatsappChoices());
  return phone();
}

test('titles too long for a button are cut, and a tap is the whole choice', async () => {
  const choices = ['Talk to somebody in the office', 'Write a letter to the office'];
  const phone = await startChoice(choices);
  expect(await phone.writes('hello')).toBe('Which?');
  expect(phone.offered()).toEqual({ how: 'button', titles: ['Talk to somebody in…', 'Write a letter to t…'] });
  expect(await phone.taps('Write a letter to t…')).toBe('1: Write a letter to the office');
});

test('titles too long for a row are cut, and a choice from the list is the whole choice', async () => {
  const choices = ['one', 'two', 'three', 'four'].map((number) => `Number ${number} of what we have to offer today`);
  const phone = await startChoice(choices);
  await phone.writes('hello');
  expect(phone.offered()).toMatchObject({ how: 'list', titles: { 2: 'Number three of what we…', length: 4 } });
  expect(await phone.taps('Number three of what we…')).toBe(`2: ${choices[2]}`);
});

test('titles that are one once cut stay a text, which is answered by number', async () => {
  const phone = await startChoice(['An offer of the week for one', 'An offer of the week for two']);
  expect(await phone.writes('hello')).toBe(
    'Which?\n\n   1. An offer of the week for one\n   2. An offer of the week for two',
  );
  expect(phone.offered().how).toBe('none');
  expect(await phone.writes('2')).toMatch(/^1: An offer of the week for two\n/);
});

test('choices that are numbers are answered by what they say, not by where they stand', async () => {
  const phone = await startChoice(['3', '2', '1']);
  await phone.writes('hello');
  expect(await phone.taps('3')).toBe('0: 3');
  expect(await phone.writes('1')).toBe('2: 1');
});

test('choices in another language are buttons, and are answered by tap, word and number', async () => {
  const phone = await startChoice(['赤', '緑', '青'], 'ja-jp');
  expect(await phone.writes('hello')).toBe('Which?');
  expect(phone.offered()).toEqual({ how: 'button', titles: ['赤', '緑', '青'] });
  expect(await phone.taps('緑')).toBe('1: 緑');
  expect(await phone.writes('青')).toBe('2: 青');
  expect(await phone.writes('1')).toBe('0: 赤');
});
