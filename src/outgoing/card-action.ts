/** A button of a card or a suggested action, as both SDKs have it. */
export interface CardAction {
  type?: string | undefined;
  title?: string | undefined;
  value?: unknown;
  text?: string | undefined;
  displayText?: string | undefined;
}

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
    const { type = 'imBack', value } = action;
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

function titleOf({ title, value, text }: CardAction): string {
  return [title, value, text].find((one): one is string => typeof one === 'string' && one.trim() !== '')?.trim() ?? '';
}

/** Bot Framework's meaning: `imBack` and `postBack` answer with their value, `messageBack` with its text. */
function answerOf({ type, value, text }: CardAction, title: string): ChoiceAnswer {
  if (type === 'messageBack') return { text: text ?? title, ...(value !== undefined && value !== null && { value }) };
  if (typeof value === 'string' && value !== '') return { text: value };
  return { text: text ?? title, ...(value !== undefined && value !== null && value !== '' && { value }) };
}

function telephone(value: string): string {
  return value.startsWith('tel:') ? value.slice('tel:'.length) : value;
}
