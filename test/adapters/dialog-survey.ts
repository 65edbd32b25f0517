import type { Attachment, UserState } from 'botbuilder';
import {
  AttachmentPrompt,
  ChoicePrompt,
  ComponentDialog,
  ConfirmPrompt,
  DateTimePrompt,
  type DateTimeResolution,
  type Dialog,
  type FoundChoice,
  type ListStyle,
  NumberPrompt,
  type PromptOptions,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';

export const colours: readonly string[] = ['Red', 'Green', 'Blue'];
export const sizes: readonly string[] = Array.from({ length: 10 }, (_, index) => `Size ${36 + index}`);
export const months: readonly string[] = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

interface Question {
  key: string;
  /** The id of the prompt that asks it. */
  prompt: string;
  options: PromptOptions;
  /** What is kept of the prompt's result. */
  answerOf(result: never): unknown;
}

const itself = (result: unknown): unknown => result;
const value = (result: FoundChoice): string => result.value;
const choice = (key: string, prompt: string, choices: readonly string[]): Question => ({
  key,
  prompt: 'choice',
  options: { prompt, retryPrompt: `Again: ${prompt}`, choices: [...choices] },
  answerOf: value,
});

const questions: readonly Question[] = [
  { key: 'name', prompt: 'text', options: { prompt: 'What is your name?' }, answerOf: itself },
  {
    key: 'agreed',
    prompt: 'confirm',
    options: { prompt: 'May we ask?', retryPrompt: 'Yes or no?' },
    answerOf: itself,
  },
  choice('colour', 'Which colour?', colours),
  choice('size', 'Which size?', sizes),
  choice('month', 'Which month?', months),
  {
    key: 'count',
    prompt: 'number',
    options: { prompt: 'How many?', retryPrompt: 'From 1 to 5, please.' },
    answerOf: itself,
  },
  {
    key: 'date',
    prompt: 'date',
    options: { prompt: 'On what day?', retryPrompt: 'What day is that?' },
    answerOf: ([date]: DateTimeResolution[]) => date?.timex,
  },
  {
    key: 'picture',
    prompt: 'attachment',
    options: { prompt: 'A picture?', retryPrompt: 'A picture, please.' },
    answerOf: ([picture]: Attachment[]) => picture?.contentUrl,
  },
];

/** A dialog with every kind of prompt; the answers go into the user's state, and are said at the end. */
export function surveyDialog(userState: UserState, style?: ListStyle): Dialog {
  const survey = userState.createProperty<object>('survey');
  const choices = new ChoicePrompt('choice');
  const confirm = new ConfirmPrompt('confirm');
  if (style !== undefined) choices.style = confirm.style = style;
  const steps = new WaterfallDialog('steps');
  for (const [index, { prompt, options }] of questions.entries()) {
    steps.addStep((step) => {
      keep(step, questions[index - 1]);
      return step.prompt(prompt, options);
    });
  }
  steps.addStep(async (step) => {
    keep(step, questions.at(-1));
    const { answers = {} } = step.values as Kept;
    await survey.set(step.context, answers);
    await step.context.sendActivity(JSON.stringify(answers));
    return step.endDialog();
  });
  const number = new NumberPrompt('number', async ({ recognized }) => [1, 2, 3, 4, 5].includes(recognized.value ?? 0));
  const prompts = [new TextPrompt('text'), confirm, choices, number, new DateTimePrompt('date')];
  // The first one added is where it begins.
  const dialog = new ComponentDialog('survey').addDialog(steps).addDialog(new AttachmentPrompt('attachment'));
  for (const prompt of prompts) dialog.addDialog(prompt);
  return dialog;
}

interface Kept {
  answers?: Record<string, unknown>;
}

function keep({ values, result }: { values: object; result?: unknown }, question: Question | undefined): void {
  const kept = values as Kept;
  if (question === undefined) return;
  kept.answers = { ...kept.answers, [question.key]: question.answerOf(result as never) };
}
