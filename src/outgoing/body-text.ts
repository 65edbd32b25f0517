import type { TextContent } from '../message-content.js';
import { LIMITS } from '../message-limits.js';
import { splitText } from './split-text.js';

/** A text that may be longer than the message it belongs to takes. */
export interface BodyText {
  /** What goes before, in messages of its own. */
  before: TextContent[];
  /** The end of it, which has room. */
  body: string;
}

/** Splits what does not fit off the front, so that what is asked stands with the choice. */
export function bodyTextOf(text: string, maxLength: number): BodyText {
  if (text.length <= maxLength) return { before: [], body: text };
  const parts = splitText(text, LIMITS.text);
  const last = parts.pop() ?? '';
  const { front, body } = endOf(last, maxLength);
  const before = [...parts, front.trimEnd()].filter((part) => part !== '');
  return { before: before.map((part): TextContent => ({ type: 'text', text: part })), body };
}

/** The end of a text that has room; an address that has none stands before it as a whole. */
function endOf(text: string, maxLength: number): { front: string; body: string } {
  const body = splitText(text, maxLength).at(-1) ?? '';
  const front = text.slice(0, text.length - body.length);
  const rest = /https?:\/\/\S*$/i.test(front) ? (/^\S+/.exec(body)?.[0] ?? '') : '';
  return { front: `${front}${rest}`, body: body.slice(rest.length).trimStart() };
}
