import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = new URL('../../src/', import.meta.url);
/** What a stranger's text goes through on its way in. */
const folders = ['webhook', 'kaleyra/webhook', 'kaleyra/webhook/kinds', 'kaleyra/media', 'activity', 'inbox'];

/**
 * Every pattern of the incoming way, with the reason why it takes a time that grows no faster than the text. Each begins at
 * one place (`^`, or a class repeated that takes all it can and then begins anew behind it), and no two repetitions
 * that stand beside each other can take the same character, so that there is one way to match.
 */
const looked: ReadonlyMap<string, string> = new Map([
  [String.raw`/^application\/[\w.-]+\+json$/`, 'one repetition, anchored; it goes back once over what it took'],
  ['/#.*$/s', 'takes all that follows the first hash, so that it never fails behind one'],
  [String.raw`/^[\w!#$%&'*+.^${'`'}|~-]+$/`, 'one repetition, anchored'],
  [String.raw`/^[+\d\s().-]+$/`, 'one repetition, anchored'],
  [String.raw`/\D/g`, 'one character'],
  [String.raw`/^\d+$/`, 'one repetition, anchored'],
  [String.raw`/^\d{1,12}$/`, 'bounded, anchored'],
  [String.raw`/^[\w.:+/=-]{1,256}$/`, 'bounded, anchored'],
  [String.raw`/^[\w.-]{1,64}$/`, 'bounded, anchored'],
  [
    String.raw`/^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:\s*;[ -~]{0,100})?$/`,
    'anchored; the slash, the space and the semicolon are in no class beside them',
  ],
  [String.raw`/^(?:image|video|audio)\/([a-z0-9]{2,5})$/`, 'bounded, anchored'],
  [
    String.raw`/^(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)\s*(?:\.|$)/i`,
    'one repetition, anchored, of a name of at most 128 characters',
  ],
  [String.raw`/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu`, 'one character'],
  [String.raw`/[/\\]/`, 'one character'],
  ['/[<>:"|?*]/g', 'one character'],
  [String.raw`/\s/`, 'one character'],
  [String.raw`/\p{Cs}/gu`, 'one character'],
  [
    String.raw`/^(?:[a-z][a-z\d+.-]*:)?[/\\]*([^/\\?#]*)/i`,
    'anchored; a scheme without its colon is gone back over once; slashes are not in the class behind them',
  ],
  [String.raw`/[\p{Cc} ]+/gu`, 'one class repeated, with nothing behind it'],
  [String.raw`/^\s*data:/i`, 'one repetition, anchored; a space is not in what follows'],
  [String.raw`/^[\da-f]{2}$/i`, 'bounded, anchored'],
  [String.raw`/[\t\n\f\r ]+/g`, 'one class repeated, with nothing behind it'],
  ['/^[A-Za-z0-9+/]*={0,2}$/', 'anchored; the sign behind the class is not in it'],
  [
    String.raw`/^(.*?)(;\s*base64)?$/is`,
    'goes on by one character; the spaces behind a semicolon are looked at once for that semicolon',
  ],
  [String.raw`/^[\t\x20-\x7e]*$/`, 'one repetition, anchored'],
  [String.raw`/^\d{1,15}$/`, 'bounded, anchored'],
  [
    String.raw`/^(?:\[[\da-f:.]+\]|(?:\*\.)?[^\s/\\?#@:*[\]]+)$/i`,
    "an option's text; anchored, one repetition in each branch",
  ],
  [String.raw`/^\[|\]$/g`, 'one character'],
  [
    String.raw`/^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}(?:\s*;[ -~]{0,100})?$/`,
    'anchored; the slash, the space and the semicolon are in no class beside them',
  ],
  [String.raw`/^(?:application|binary)\/octet-stream\b/i`, 'no repetition'],
]);

function* patternsIn(node: ts.Node): Generator<string> {
  if (ts.isRegularExpressionLiteral(node)) yield node.text;
  if (ts.isIdentifier(node) && node.text === 'RegExp') yield 'RegExp';
  const inner: ts.Node[] = [];
  ts.forEachChild(node, (child) => void inner.push(child));
  for (const child of inner) yield* patternsIn(child);
}

const found = new Map(
  folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root))
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const path = `${folder}/${name}`;
        const file = ts.createSourceFile(path, readFileSync(new URL(path, root), 'utf8'), ts.ScriptTarget.Latest, true);
        return [...patternsIn(file)].map((pattern) => [pattern, path] as const);
      }),
  ),
);

test('every pattern on the way in was looked at: none takes longer than the text is long (ReDoS)', () => {
  const unknown = [...found].filter(([pattern]) => !looked.has(pattern));
  expect(unknown, 'look at it, and say in this table why it is linear').toEqual([]);
});

test('no pattern is in the table that is no more on the way in', () => {
  expect([...looked.keys()].filter((pattern) => !found.has(pattern))).toEqual([]);
});
