/** A text that ends in numbered choices, taken apart. */
export interface NumberedChoices {
  /** What stands before the choices. */
  question: string;
  /** The choices without their numbers, in order. */
  titles: string[];
}

/**
 * Reads a text as botbuilder-dialogs writes choices for a channel without buttons; `undefined` for everything else, and
 * for what could be read in two ways.
 */
export function numberedChoicesOf(text: string): NumberedChoices | undefined {
  const list = listChoicesOf(text);
  if (list === undefined) return inlineChoicesOf(text);
  // A question that ends in a list of its own may be followed by choices in a line, in whatever language.
  return /\(1\) /.test(list.titles.at(-1) ?? '') ? undefined : list;
}

// `ChoiceFactory.list`: a blank line, then one indented line a choice.
const LIST_START = '\n\n   1. ';

function listChoicesOf(text: string): NumberedChoices | undefined {
  const start = text.lastIndexOf(LIST_START);
  if (start < 0) return undefined;
  const titles = text
    .slice(start + '\n\n'.length)
    .split('\n')
    .map((line, index) => withoutStart(line, `   ${index + 1}. `));
  return titles.every(isTitle) ? { question: text.slice(0, start), titles } : undefined;
}

// How each of `PromptCultureModels` joins inline choices: between two, before the last of two, before the last of more.
const joints: readonly (readonly [separator: string, or: string, orMore: string])[] = [
  [', ', ' or ', ', or '],
  [', ', ' 要么 ', '， 要么 '],
  [', ', ' of ', ', of '],
  [', ', ' ou ', ', ou '],
  [', ', ' oder ', ', oder '],
  [', ', ' o ', ' o '],
  [', ', ' o ', ', o '],
  ['、 ', ' または ', '、 または '],
];

function inlineChoicesOf(text: string): NumberedChoices | undefined {
  const numbers = [...text.matchAll(/\((\d+)\) /g)];
  const count = Number(numbers.at(-1)?.[1]);
  // One choice alone is written like a number in a sentence.
  if (!(count >= 2)) return undefined;
  const own = numbers.slice(-count);
  const start = (own[0]?.index ?? 0) - 1;
  if (text[start] !== ' ' || !own.every(([, number], index) => number === String(index + 1))) return undefined;
  // A second start would be a second reading.
  if (numbers.slice(0, -count).some(([, number]) => number === '1')) return undefined;
  const parts = own.map(({ index, 0: { length } }, at) => text.slice(index + length, own[at + 1]?.index));
  const question = text.slice(0, start);
  for (const [separator, or, orMore] of joints) {
    const last = count === 2 ? or : orMore;
    const titles = parts.map((part, at) =>
      at === count - 1 ? part : withoutEnd(part, at === count - 2 ? last : separator),
    );
    if (titles.every(isInlineTitle)) return isSentence(question, titles) ? undefined : { question, titles };
  }
  return undefined;
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : '';
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : '';
}

function isTitle(title: string): boolean {
  return title !== '' && title === title.trim() && !/[\n\r\u2028\u2029]/.test(title);
}

// Longer ones are written as a list. A comma at the end belongs to what joins the choices in another language.
const MAX_INLINE_TITLE = 20;

function isInlineTitle(title: string): boolean {
  return isTitle(title) && title.length <= MAX_INLINE_TITLE && !/[,，、]$/.test(title);
}

/** "Would you like (1) tea or (2) coffee?": a sentence of somebody's own that ends with its last choice. */
function isSentence(question: string, titles: readonly string[]): boolean {
  return /[.!?。！？]$/.test(titles.at(-1) ?? '') && !/[\p{P}\p{S}]$/u.test(question.trimEnd());
}
