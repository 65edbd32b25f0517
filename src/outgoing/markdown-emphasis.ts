import type { MarkdownToken } from './markdown-tokens.js';

/** Some of the same mark in a row. */
interface Run {
  character: string;
  /** How many of them are still only characters. */
  count: number;
  canOpen: boolean;
  canClose: boolean;
  /** What it has become, of what it ends and of what it begins. */
  closing: string;
  opening: string;
}

const marks = /\*+|_+|~+/g;
// What keeps its characters is neither a space nor a letter, whatever it holds.
const KEPT = '.';

/** Rewrites the emphasis of one line in WhatsApp's marks; `bold` is the mark for bold, none inside of what is bold. */
export function emphasized(line: readonly MarkdownToken[], bold: string): string {
  const pieces = piecesOf(line);
  pair(
    pieces.filter((piece) => typeof piece !== 'string'),
    bold,
  );
  return pieces.map((piece) => (typeof piece === 'string' ? piece : shown(piece))).join('');
}

function shown({ closing, character, count, opening }: Run): string {
  return `${closing}${character.repeat(count)}${opening}`;
}

function piecesOf(line: readonly MarkdownToken[]): (string | Run)[] {
  const pieces: (string | Run)[] = [];
  const tokens = line.filter(({ text }) => text !== '');
  for (const [index, { text, isKept }] of tokens.entries()) {
    if (isKept) {
      pieces.push(text);
      continue;
    }
    const [before, after] = [edge(tokens[index - 1], -1), edge(tokens[index + 1], 0)];
    let from = 0;
    for (const { 0: run, index: at } of text.matchAll(marks)) {
      const end = at + run.length;
      if (at > from) pieces.push(text.slice(from, at));
      pieces.push(runOf(run, text.at(at - 1 < 0 ? text.length : at - 1) ?? before, text.at(end) ?? after));
      from = end;
    }
    if (from < text.length) pieces.push(text.slice(from));
  }
  return pieces;
}

function edge(token: MarkdownToken | undefined, at: 0 | -1): string {
  return token?.isKept === true ? KEPT : (token?.text.at(at) ?? ' ');
}

function runOf(run: string, before: string, after: string): Run {
  const character = run.charAt(0);
  // Inside of words, `**` and `~~` are marks; `_`, and a single `*` as in a product, are not.
  const isMarkInWords = character === '~' || (character === '*' && run.length > 1);
  return {
    character,
    count: run.length,
    canOpen: /\S/.test(after) && (isMarkInWords || /\W/.test(before)),
    canClose: /\S/.test(before) && (isMarkInWords || /\W/.test(after)),
    closing: '',
    opening: '',
  };
}

/** Pairs what opens with what closes, innermost first; each run is put on the stack once and taken off once. */
function pair(runs: readonly Run[], bold: string): void {
  const stack: Run[] = [];
  // How many on the stack could be part of a pair of this size.
  const waiting = new Map<string, number>();
  const note = (run: Run, change: 1 | -1): void => {
    for (const size of sizesOf(run)) {
      const key = `${run.character}${size}`;
      waiting.set(key, (waiting.get(key) ?? 0) + change);
    }
  };
  const isAwaited = (run: Run): boolean =>
    sizesOf(run).some((size) => (waiting.get(`${run.character}${size}`) ?? 0) > 0);

  for (const run of runs) {
    while (run.canClose && isAwaited(run)) {
      const opener = stack.pop();
      if (opener === undefined) break;
      note(opener, -1);
      const size = sizeOf(opener, run);
      // What cannot be paired with it any more stays as it is.
      if (size === undefined) continue;
      const mark = markOf(run.character, size, bold);
      opener.opening = `${mark}${opener.opening}`;
      run.closing += mark;
      opener.count -= size;
      run.count -= size;
      if (sizesOf(opener).length === 0) continue;
      stack.push(opener);
      note(opener, 1);
    }
    if (!run.canOpen || sizesOf(run).length === 0) continue;
    stack.push(run);
    note(run, 1);
  }
}

function sizesOf({ character, count }: Run): readonly number[] {
  if (count === 2) return [2];
  if (count === 3 && character !== '~') return [1, 2];
  // WhatsApp knows a single `_` and `~` itself.
  return count === 1 && character === '*' ? [1] : [];
}

function sizeOf(opener: Run, closer: Run): number | undefined {
  if (opener.character !== closer.character) return undefined;
  const sizes = sizesOf(closer);
  return sizesOf(opener).find((size) => sizes.includes(size));
}

function markOf(character: string, size: number, bold: string): string {
  if (character === '~') return '~';
  return size === 1 ? '_' : bold;
}
