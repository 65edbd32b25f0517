import type { InteractiveFrame } from '../message-content.js';
import { LIMITS } from '../message-limits.js';
import { bodyTextOf } from './body-text.js';
import { captioned } from './captioned.js';
import type { Choice, Link } from './card-action.js';
import { idOfAnswer, keyOfAnswer, type RememberAnswer } from './choice-id.js';
import { bold } from './fields.js';
import type { OutgoingContent } from './outgoing-content.js';
import { isHeaderPicture, pictureOf } from './picture.js';
import { shorten } from './shorten.js';

/** What is asked, and what can be answered. */
export interface Question {
  text: string;
  choices: readonly Choice[];
  links: readonly Link[];
  /** A line above. */
  header?: string;
  /** A line below. */
  footer?: string;
  /** The URL of a picture above. */
  imageUrl: string | undefined;
  /** What the button says that opens a list. */
  listButton: string;
  /** The number of its first choice, where the choices have numbers. */
  firstNumber: number;
}

/** Where answers are kept that do not travel with the message. */
export interface ChoiceKeeper {
  remember: RememberAnswer;
  /** What the next message of the customer may answer by its word, or by its number where one was shown. */
  expect(choices: readonly OfferedChoice[]): void;
}

/** A choice as the customer sees it. */
export interface OfferedChoice extends Choice {
  /** Its number in the text; none on a button or a row. */
  number: number | undefined;
}

/** What a question comes to. */
export interface QuestionContents {
  contents: OutgoingContent[];
  /** The choices stand in the text, with their numbers. */
  isNumbered: boolean;
}

// WhatsApp refuses an interactive message without a body.
const NO_TEXT = '…';

/** Makes the messages of a question: buttons, a list, a link, or a numbered text that can be answered all the same. */
export function questionContents(question: Question, remember: RememberAnswer): QuestionContents {
  const { choices, links } = question;
  const shown = choices.length === 0 ? toldOrLinked(question) : tapped(question, remember);
  if (shown !== undefined) return { contents: shown, isNumbered: false };
  const text = withLinks(question.text, links);
  const numbered = choices.map(({ title }, index) => `${question.firstNumber + index}. ${title}`).join('\n');
  return { contents: told(question, text === '' ? numbered : `${text}\n\n${numbered}`), isNumbered: true };
}

function toldOrLinked(question: Question): OutgoingContent[] {
  const { text, links } = question;
  const link = links.find(isWebLink);
  if (link === undefined) return told(question, withLinks(text, links));
  const others = links.filter((one) => one !== link);
  return asked(question, withLinks(text, others), (frame) => linkContent(link, frame));
}

/** Buttons or a list, where WhatsApp can show them. */
function tapped(question: Question, remember: RememberAnswer): OutgoingContent[] | undefined {
  const { choices, links } = question;
  const text = withLinks(question.text, links);
  if (choices.length <= LIMITS.buttons && areDistinct(choices, LIMITS.buttonTitle)) {
    return asked(question, text, (frame) => ({ type: 'buttons', ...frame, buttons: buttonsOf(choices, remember) }));
  }
  if (choices.length <= LIMITS.rows && areDistinct(choices, LIMITS.rowTitle)) {
    // A list has no picture above it.
    const picture = pictures(question.imageUrl);
    const button = shorten(question.listButton, LIMITS.buttonTitle);
    const rows = rowsOf(choices, remember);
    const bare = { ...question, imageUrl: undefined };
    return [...picture, ...asked(bare, text, (frame) => ({ type: 'list', ...frame, button, rows }))];
  }
  return undefined;
}

/** A message in its frame, with what has no room in it before. */
function asked(
  { header, footer, imageUrl }: Question,
  text: string,
  make: (frame: InteractiveFrame) => OutgoingContent,
): OutgoingContent[] {
  const isAbove = imageUrl !== undefined && isHeaderPicture(imageUrl);
  // There is one header: a line that the picture leaves no room for begins the text.
  const { before, body } = bodyTextOf(isAbove ? paragraphs(bold(header), text) : text, LIMITS.body);
  const above = isAbove ? { image: { url: imageUrl } } : header && { text: shorten(header, LIMITS.header) };
  return [
    ...(isAbove ? [] : pictures(imageUrl)),
    ...before,
    make({
      body: body.trim() === '' ? NO_TEXT : body,
      ...(above && { header: above }),
      ...(footer && { footer: shorten(footer, LIMITS.footer) }),
    }),
  ];
}

/** The same in plain texts, or in one under the picture. */
function told({ header, footer, imageUrl }: Question, text: string): OutgoingContent[] {
  const whole = paragraphs(bold(header), text, footer && `_${footer.trim()}_`);
  if (imageUrl === undefined || whole.length > LIMITS.caption) return [...pictures(imageUrl), ...captioned(whole, [])];
  return captioned(whole, [pictureOf(imageUrl)]);
}

function pictures(imageUrl: string | undefined): OutgoingContent[] {
  return imageUrl === undefined ? [] : [{ type: 'file', file: pictureOf(imageUrl) }];
}

function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

function buttonsOf(choices: readonly Choice[], remember: RememberAnswer) {
  return choices.map(({ title, answer }) => ({
    id: idOfAnswer(answer, LIMITS.buttonId, remember),
    title: shorten(title, LIMITS.buttonTitle),
  }));
}

function rowsOf(choices: readonly Choice[], remember: RememberAnswer) {
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

function linkContent({ title, url }: Link, frame: InteractiveFrame): OutgoingContent {
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
  const answers = new Set(choices.map(({ answer }) => keyOfAnswer(answer)));
  return titles.size === choices.length && answers.size === choices.length;
}
