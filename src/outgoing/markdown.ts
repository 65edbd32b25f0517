import { emphasized } from './markdown-emphasis.js';
import { type MarkdownToken, markdownTokens } from './markdown-tokens.js';

const heading = /^ {0,3}#{1,6}[ \t]+/;

/** Rewrites Markdown in the marks WhatsApp knows; what it has no mark for is said in plain words. */
export function toWhatsAppMarks(markdown: string): string {
  return linesOf(markdownTokens(markdown))
    .map((line) => headingOf(line) ?? emphasized(line, '*'))
    .join('\n');
}

/** The tokens of each line; code may hold several, and then is in the line that it begins in. */
function linesOf(tokens: readonly MarkdownToken[]): MarkdownToken[][] {
  let line: MarkdownToken[] = [];
  const lines = [line];
  for (const token of tokens) {
    if (token.isKept) {
      line.push(token);
      continue;
    }
    for (const [index, text] of token.text.split('\n').entries()) {
      if (index > 0) {
        line = [];
        lines.push(line);
      }
      line.push({ text, isKept: false });
    }
  }
  return lines;
}

/** A heading is bold as a whole, with nothing bold in it. */
function headingOf(line: readonly MarkdownToken[]): string | undefined {
  const [first, ...rest] = line;
  const mark = first?.isKept === false ? heading.exec(first.text) : null;
  if (mark === null || first === undefined) return undefined;
  const tokens = [{ ...first, text: first.text.slice(mark[0].length) }, ...rest];
  const last = tokens.at(-1);
  if (last?.isKept === false) last.text = withoutClosing(last.text);
  const text = emphasized(tokens, '').trim();
  return text === '' ? undefined : `*${text}*`;
}

/** Without the signs that may close a heading: those behind a space, so that the one of `C#` stays. */
function withoutClosing(text: string): string {
  const trimmed = text.trimEnd();
  let end = trimmed.length;
  while (trimmed.charAt(end - 1) === '#') end -= 1;
  return end === 0 || /\s/.test(trimmed.charAt(end - 1)) ? trimmed.slice(0, end).trimEnd() : trimmed;
}
