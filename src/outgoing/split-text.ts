/** WhatsApp's limit for the body of a text, in characters (Meta, "Text messages"). */
const MAX_TEXT_LENGTH = 4096;

// Where a text is cut best, first choice first.
const borders = ['\n\n', '\n', ' '];

/** Splits a text into parts that WhatsApp takes: at paragraphs, else at lines, else between words. */
export function splitText(text: string, maxLength: number = MAX_TEXT_LENGTH): string[] {
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
  // Not between the halves of a character beyond the basic plane.
  const last = text.charCodeAt(maxLength - 1);
  return last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength;
}
