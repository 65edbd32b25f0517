import type { ChoiceAnswer } from './card-action.js';

// No value of a bot begins with it by chance, and WhatsApp gives it back as it is.
const MARK = '\u2063';

/** Remembers the answers that do not fit into an id, and gives a key for each. */
export type RememberAnswer = (answer: ChoiceAnswer) => string;

/** The id of a button or row: the answer itself where it has room, else a key to it. */
export function idOfAnswer(answer: ChoiceAnswer, maxLength: number, remember: RememberAnswer): string {
  const { text, value } = answer;
  if (value === undefined && text !== '' && !text.startsWith(MARK) && text.length <= maxLength) return text;
  const packed = `${MARK}${JSON.stringify(value === undefined ? [text] : [text, value])}`;
  return packed.length <= maxLength ? packed : `${MARK}${remember(answer)}`;
}

/** What an id gives back: an answer, or the key of one that is remembered; `undefined` for an id that is the answer. */
export function answerOfId(id: string): ChoiceAnswer | { key: string } | undefined {
  if (!id.startsWith(MARK)) return undefined;
  const packed = id.slice(MARK.length);
  if (!packed.startsWith('[')) return { key: packed };
  try {
    const [text, value] = JSON.parse(packed) as [unknown, unknown];
    return typeof text === 'string' ? { text, ...(value !== undefined && { value }) } : undefined;
  } catch {
    return undefined;
  }
}
