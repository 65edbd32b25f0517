import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** A row of the threat model: who could do what, what answers it, and the tests that show it. */
interface Row {
  threat: string;
  answer: string;
  proofs: readonly { file: string; title: string }[];
}

function rowsOf(markdown: string): Row[] {
  const section = markdown.split('## Threat model')[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:threat|---)/.test(line));
  return lines.map((line) => {
    const [threat = '', answer = '', shown = ''] = line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim());
    const proofs = [...shown.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }));
    return { threat, answer, proofs };
  });
}

function isOfTests(callee: ts.Node): boolean {
  if (ts.isIdentifier(callee)) return ['test', 'it', 'describe'].includes(callee.text);
  return (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) && isOfTests(callee.expression);
}

/** The titles of tests and of groups; of a template its source. */
function* titlesIn(node: ts.Node): Generator<string> {
  const [title] = ts.isCallExpression(node) && isOfTests(node.expression) ? node.arguments : [];
  if (title !== undefined && ts.isStringLiteralLike(title)) yield title.text;
  else if (title !== undefined && ts.isTemplateExpression(title)) yield title.getText();
  const inner: ts.Node[] = [];
  ts.forEachChild(node, (child) => void inner.push(child));
  for (const child of inner) yield* titlesIn(child);
}

const rows = rowsOf(read('SECURITY.md'));

test.each([
  'forged webhook',
  'replay',
  'hostile payload',
  'hostile media',
  'hostile name',
  'leaked key',
  'leaked text',
  'resource exhaustion',
  'dependency risk',
])('the threat model speaks of %s', (threat) => {
  expect(rows.filter((row) => row.threat.toLowerCase().startsWith(threat))).not.toEqual([]);
});

describe.each(rows)('$threat', ({ answer, proofs }) => {
  test('has an answer, and a test that shows it', () => {
    expect(answer).not.toBe('');
    expect(proofs).not.toEqual([]);
  });

  test.each(proofs)('is shown by $file: $title', ({ file, title }) => {
    const source = read(`test/${file}.test.ts`);
    const titles = [...titlesIn(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true))];
    expect(titles.some((found) => found.includes(title))).toBe(true);
  });
});
