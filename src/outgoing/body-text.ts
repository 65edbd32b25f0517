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
  const last = splitText(parts.pop() ?? '', maxLength);
  const body = last.pop() ?? '';
  const before = [...parts, ...last].map((part): TextContent => ({ type: 'text', text: part }));
  return { before, body };
}
