import type { InteractiveFrame, MessageContent } from '../message-content.js';
import { LIMITS } from '../message-limits.js';
import { bodyTextOf } from './body-text.js';
import type { Choice, Link } from './card-action.js';
import { idOfAnswer, type RememberAnswer } from './choice-id.js';
import { shorten } from './shorten.js';
import { splitText } from './split-text.js';

/** What is asked, and what can be answered. */
export interface Question {
  text: string;
  choices: readonly Choice[];
  links: readonly Link[];
  frame: Pick<InteractiveFrame, 'header' | 'footer'>;
  /** What the button says that opens a list. */
  listButton: string;
}

/** Where answers are kept that do not travel with the message. */
export interface ChoiceKeeper {
  remember: RememberAnswer;
  /** What the next message of the customer may answer by its number or its word. */
  expect(choices: readonly Choice[]): void;
}

// WhatsApp refuses an interactive message without a body.
const NO_TEXT = '…';

/** Makes the messages of a question: buttons, a list, a link, or a numbered text that can be answered all the same. */
export function questionContents(question: Question, keeper: ChoiceKeeper): MessageContent[] {
  const { choices, links, frame } = question;
  if (choices.length === 0 && links.length === 1) {
    const [link] = links as [Link];
    if (isWebLink(link)) return asked(question.text, (body) => linkContent(link, { ...frame, body }));
  }
  const text = withLinks(question.text, links);
  if (choices.length === 0) return splitText(text).map((part) => ({ type: 'text', text: part }));
  // Typing the number or the word is an answer, too, whatever is shown.
  keeper.expect(choices);
  if (choices.length <= LIMITS.buttons && areDistinct(choices, LIMITS.buttonTitle)) {
    return asked(text, (body) => ({ type: 'buttons', ...frame, body, buttons: buttonsOf(choices, keeper) }));
  }
  // A list has no picture above it.
  const header = frame.header !== undefined && 'text' in frame.header ? frame.header : undefined;
  if (choices.length <= LIMITS.rows && header === frame.header && areDistinct(choices, LIMITS.rowTitle)) {
    return asked(text, (body) => ({
      type: 'list',
      ...frame,
      body,
      button: shorten(question.listButton, LIMITS.buttonTitle),
      rows: rowsOf(choices, keeper),
    }));
  }
  const numbered = choices.map(({ title }, index) => `${index + 1}. ${title}`).join('\n');
  return splitText(text === '' ? numbered : `${text}\n\n${numbered}`).map((part) => ({ type: 'text', text: part }));
}

function asked(text: string, make: (body: string) => MessageContent): MessageContent[] {
  const { before, body } = bodyTextOf(text, LIMITS.body);
  return [...before, make(body.trim() === '' ? NO_TEXT : body)];
}

function buttonsOf(choices: readonly Choice[], { remember }: ChoiceKeeper) {
  return choices.map(({ title, answer }) => ({
    id: idOfAnswer(answer, LIMITS.buttonId, remember),
    title: shorten(title, LIMITS.buttonTitle),
  }));
}

function rowsOf(choices: readonly Choice[], { remember }: ChoiceKeeper) {
  return choices.map(({ title, answer }) => {
    const short = shorten(title, LIMITS.rowTitle);
    return {
      id: idOfAnswer(answer, LIMITS.rowId, remember),
      title: short,
      // What the title has no room for.
      ...(short !== title && { description: shorten(title, LIMITS.rowDescription) }),
    };
  });
}

function linkContent({ title, url }: Link, frame: InteractiveFrame): MessageContent {
  return { type: 'link', ...frame, title: shorten(title, LIMITS.buttonTitle), url };
}

function withLinks(text: string, links: readonly Link[]): string {
  return [text, ...links.map(({ title, url }) => (title === url ? url : `${title}: ${url}`))]
    .filter((part) => part !== '')
    .join('\n');
}

function isWebLink({ url }: Link): boolean {
  return /^https?:\/\//i.test(url);
}

/** WhatsApp refuses two buttons or rows of one title, or of one id. */
function areDistinct(choices: readonly Choice[], maxLength: number): boolean {
  const titles = new Set(choices.map(({ title }) => shorten(title, maxLength)));
  const answers = new Set(choices.map(({ answer }) => JSON.stringify(answer)));
  return titles.size === choices.length && answers.size === choices.length;
}
