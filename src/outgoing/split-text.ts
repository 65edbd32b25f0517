import { LIMITS } from '../message-limits.js';
import { borderBefore } from './graphemes.js';

// Where a text is cut best, first choice first.
const borders = ['\n\n', '\n', ' '];

/**
 * Splits a text into parts that WhatsApp takes: at paragraphs, else at lines, else between words.
 *
 * Lengths are those of JavaScript, which are never shorter than a count of characters: a text is split early, never late.
 */
export function splitText(text: string, maxLength: number = LIMITS.text): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > maxLength) {
    const cut = cutOf(rest, maxLength);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  if (rest.trim() !== '') parts.push(rest);
  return parts;
}

function cutOf(text: string, maxLength: number): number {
  for (const border of borders) {
    const at = text.lastIndexOf(border, maxLength);
    if (at > 0) return at;
  }
  const address = startOfAddress(text, maxLength);
  if (address > 0) return address;
  // Not all of the text, which would be gone through anew for each of its parts.
  const at = borderBefore(text.slice(0, 2 * maxLength), maxLength);
  if (at > 0) return at;
  // One character longer than a message: at least no half of one beyond the basic plane.
  const last = text.charCodeAt(maxLength - 1);
  return last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength;
}

/** Where an address begins that a cut here would go through, or what is before any other white space. */
function startOfAddress(text: string, cut: number): number {
  let from = cut;
  while (from > 0 && !/\s/.test(text.charAt(from))) from -= 1;
  if (from > 0) return from;
  const before = text.slice(0, cut).toLowerCase();
  return Math.max(before.lastIndexOf('https://'), before.lastIndexOf('http://'));
}
