import type { ChoiceAnswer } from './card-action.js';

// No value of a bot begins with it by chance, and WhatsApp gives it back as it is.
const MARK = '\u2063';

/** Remembers the answers that do not fit into an id, and gives a key for each. */
export type RememberAnswer = (answer: ChoiceAnswer) => string;

/** The id of a button or row: the answer itself where it has room, else a key to it. */
export function idOfAnswer(answer: ChoiceAnswer, maxLength: number, remember: RememberAnswer): string {
  const { text, value } = answer;
  // WhatsApp refuses an id that is empty, or begins or ends with a space.
  const isId = text !== '' && text === text.trim() && !text.startsWith(MARK);
  if (value === undefined && isId && text.length <= maxLength) return text;
  const packed = packedOf(answer);
  return packed !== undefined && packed.length <= maxLength ? packed : `${MARK}${remember(answer)}`;
}

/** The same for answers that are the same to the bot. */
export function keyOfAnswer(answer: ChoiceAnswer): unknown {
  return packedOf(answer) ?? answer;
}

function packedOf({ text, value }: ChoiceAnswer): string | undefined {
  try {
    return `${MARK}${JSON.stringify(value === undefined ? [text] : [text, value])}`;
  } catch {
    // JSON cannot hold what refers to itself, or a BigInt.
    return undefined;
  }
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
