import type { CardAction } from '../activity/activity.js';

/** What the customer's tap gives back to the bot. */
export interface ChoiceAnswer {
  /** The text of the message the tap becomes. */
  text: string;
  /** The value the bot put on the button, where it is more than that text. */
  value?: unknown;
}

/** Something the customer can choose. */
export interface Choice {
  title: string;
  answer: ChoiceAnswer;
}

/** Something that leads out of the chat. */
export interface Link {
  title: string;
  url: string;
}

/** Takes actions apart: those that answer, and those that open something. */
export function actionsOf(actions: readonly CardAction[]): { choices: Choice[]; links: Link[] } {
  const choices: Choice[] = [];
  const links: Link[] = [];
  for (const action of actions) {
    const { value } = action;
    const type = typeOf(action);
    const title = titleOf(action);
    if (title === '') continue;
    if (answering.has(type)) choices.push({ title, answer: answerOf(action, title) });
    else if (typeof value === 'string' && value !== '')
      links.push({ title, url: type === 'call' ? telephone(value) : value });
  }
  return { choices, links };
}

// `openUrl`, `call`, `signin`, `downloadFile`, `playAudio`, `playVideo` and `showImage` open something.
const answering = new Set(['imBack', 'postBack', 'messageBack', 'invoke']);

// Bots in JavaScript and cards from JSON say null where they mean nothing, and numbers where they mean their digits.
function typeOf({ type }: CardAction): string {
  return typeof type === 'string' && type !== '' ? type : 'imBack';
}

function titleOf({ title, value, text }: CardAction): string {
  const texts = [title, value, text].map((one) => textOf(one)?.trim());
  return texts.find((one) => one !== undefined && one !== '') ?? '';
}

/** A value that is a text, or would be one in a message. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Bot Framework's meaning: `imBack` and `postBack` answer with their value, `messageBack` with its text. */
function answerOf({ type, value, text: given }: CardAction, title: string): ChoiceAnswer {
  const text = textOf(given) ?? title;
  if (type === 'messageBack') return { text, ...(value !== undefined && value !== null && { value }) };
  const answer = textOf(value);
  if (answer !== undefined) return { text: answer };
  return { text, ...(value !== undefined && value !== null && value !== '' && { value }) };
}

function telephone(value: string): string {
  return value.startsWith('tel:') ? value.slice('tel:'.length) : value;
}
