import { LIMITS } from '../message-limits.js';
import { type OutgoingFile, takesCaption } from './media.js';
import type { OutgoingContent } from './outgoing-content.js';
import { splitText } from './split-text.js';

/** A text with files: the first that can takes it under it; else it goes before. */
export function captioned(text: string, files: readonly OutgoingFile[]): OutgoingContent[] {
  const bearer =
    text !== '' && text.length <= LIMITS.caption ? files.find(({ kind }) => takesCaption(kind)) : undefined;
  const before = bearer === undefined ? splitText(text).map((part) => ({ type: 'text', text: part }) as const) : [];
  return [
    ...before,
    ...files.map((file) => ({ type: 'file', file, ...(file === bearer && { caption: text }) }) as const),
  ];
}
