import { ConversationState, MemoryStorage, MessageFactory, type TurnContext } from 'botbuilder';
import {
  type Choice,
  ChoicePrompt,
  ConfirmPrompt,
  DialogSet,
  type DialogState,
  DialogTurnStatus,
  ListStyle,
  PromptCultureModels,
  type PromptOptions,
} from 'botbuilder-dialogs';
import { whatsappChoices } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const upTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `Choice ${index + 1}`);

/** A prompt by itself: asks, and takes answers. */
function promptOf(prompt: ChoicePrompt | ConfirmPrompt, options: PromptOptions) {
  const adapter = new ForeignAdapter();
  adapter.use(whatsappChoices());
  const state = new ConversationState(new MemoryStorage());
  const dialogs = new DialogSet(state.createProperty<DialogState>('dialogs')).add(prompt);
  let result: unknown;
  async function logic(context: TurnContext): Promise<void> {
    const dialog = await dialogs.createContext(context);
    const turn = await dialog.continueDialog();
    result = turn.result;
    if (turn.status === DialogTurnStatus.empty) await dialog.prompt(prompt.id, options);
    await state.saveChanges(context);
  }
  return {
    sent: adapter.sent,
    titles: () => adapter.sent.at(-1)?.suggestedActions?.actions.map(({ title }) => title) ?? [],
    /** Taps, which gives the value; what the prompt makes of it. */
    async taps(at: number): Promise<unknown> {
      const { value } = adapter.sent.at(-1)?.suggestedActions?.actions[at] ?? {};
      await adapter.receive(foreignMessage({ text: value as string }), logic);
      return result;
    },
    async says(text: string): Promise<unknown> {
      await adapter.receive(foreignMessage({ text }), logic);
      return result;
    },
  };
}

describe.each(PromptCultureModels.getSupportedCultures())('in $locale', ({ locale, yesInLanguage, noInLanguage }) => {
  test.each([true, false])('ConfirmPrompt shows its two words as buttons, and a tap is %s', async (answer) => {
    const prompt = promptOf(new ConfirmPrompt('ask', undefined, locale), { prompt: 'Sure?' });
    await prompt.says('begin');
    expect(prompt.sent).toMatchObject([{ text: 'Sure?' }]);
    expect(prompt.titles()).toEqual([yesInLanguage, noInLanguage]);
    expect(await prompt.taps(answer ? 0 : 1)).toBe(answer);
  });

  test.each([2, 3, 4, 10])('ChoicePrompt shows %i choices, and a tap is the one', async (count) => {
    const prompt = promptOf(new ChoicePrompt('ask', undefined, locale), { prompt: 'Which?', choices: upTo(count) });
    await prompt.says('begin');
    expect(prompt.titles()).toEqual(upTo(count));
    expect(await prompt.taps(1)).toMatchObject({ index: 1, value: 'Choice 2' });
  });
});

test('each retry shows the choices again, and the prompt’s own activity stays as the bot wrote it', async () => {
  const retryPrompt = MessageFactory.text('Once more:');
  const prompt = promptOf(new ChoicePrompt('ask'), { prompt: 'Which?', retryPrompt, choices: ['Red', 'Green'] });
  await prompt.says('begin');
  await prompt.says('nonsense');
  await prompt.says('nonsense');
  expect(prompt.sent.map(({ text }) => text)).toEqual(['Which?', 'Once more:', 'Once more:']);
  expect(prompt.titles()).toEqual(['Red', 'Green']);
  expect(retryPrompt).toMatchObject({ text: 'Once more:' });
  expect(retryPrompt).not.toHaveProperty('suggestedActions');
  expect(await prompt.taps(1)).toMatchObject({ value: 'Green' });
});

test('a prompt of no words at all shows its choices', async () => {
  const prompt = promptOf(new ChoicePrompt('ask'), { choices: ['Red', 'Green'] } as PromptOptions);
  await prompt.says('begin');
  expect(prompt.sent).toMatchObject([{ text: '' }]);
  expect(prompt.titles()).toEqual(['Red', 'Green']);
});

test('what an action shows is what a tap says, and the prompt knows it', async () => {
  const choices: Choice[] = [
    { value: 'red', action: { type: 'imBack', title: 'The red pill', value: 'r' } },
    { value: 'blue', action: { type: 'imBack', title: 'The blue pill', value: 'b' } },
  ];
  const prompt = promptOf(new ChoicePrompt('ask'), { prompt: 'Which?', choices });
  await prompt.says('begin');
  expect(prompt.titles()).toEqual(['The red pill', 'The blue pill']);
  expect(await prompt.taps(1)).toMatchObject({ value: 'blue' });
});

test('choices that hold one another are told apart by a tap', async () => {
  const choices = ['Red', 'Red wine', 'C++', 'C#', '10', '1', '!'];
  for (const [index, value] of choices.entries()) {
    const prompt = promptOf(new ChoicePrompt('ask'), { prompt: 'Which?', choices });
    await prompt.says('begin');
    expect(await prompt.taps(index)).toMatchObject({ index, value });
  }
});

test.each([
  ['suggestedAction', 'Which?', 2],
  ['none', 'Which?', 0],
  ['heroCard', undefined, 0],
] as const)('the style %s stays what it is', async (style, text, count) => {
  const ask = new ChoicePrompt('ask');
  ask.style = ListStyle[style];
  const prompt = promptOf(ask, { prompt: 'Which?', choices: ['Red', 'Green'] });
  await prompt.says('begin');
  expect(prompt.sent[0]?.text).toBe(text);
  expect(prompt.titles()).toHaveLength(count);
});

test('choices without numbers stay text', async () => {
  const ask = new ChoicePrompt('ask');
  ask.choiceOptions = { includeNumbers: false };
  const prompt = promptOf(ask, { prompt: 'Which?', choices: ['Red', 'Green'] });
  await prompt.says('begin');
  expect(prompt.sent).toMatchObject([{ text: 'Which? Red or Green' }]);
  expect(prompt.titles()).toEqual([]);
});
