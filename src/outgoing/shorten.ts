import { graphemesOf } from './graphemes.js';

/**
 * Cuts a line that is shown to so many characters, the last of which is then an ellipsis; what would break the line is a
 * space.
 */
export function shorten(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= maxLength || [...line].length <= maxLength) return line;
  let short = '';
  let room = maxLength - 1;
  for (const character of graphemesOf(line)) {
    // WhatsApp counts code points, of which an emoji may have several.
    room -= [...character].length;
    if (room < 0) break;
    short += character;
  }
  return `${short.trimEnd()}…`;
}
