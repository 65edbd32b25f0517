import { expect, test } from 'vitest';
import { toWhatsAppMarks } from '../../src/outgoing/markdown.js';
import { usePhone } from './phone.js';

const rows: [string, string, string][] = [
  ['bold', '**b** and __b__', '*b* and *b*'],
  ['italics', '*i* and _i_', '_i_ and _i_'],
  ['both at once', '***both***', '*_both_*'],
  ['one in the other', '**b *i* b**', '*b _i_ b*'],
  ['what is struck out', '~~s~~', '~s~'],
  ['headings', '# One\n### **Two** ###\n#3 is none', '*One*\n*Two*\n#3 is none'],
  ['links', '[t](https://x.test/a) and [u](y "title")', 't (https://x.test/a) and u (y)'],
  ['a link whose text is its address', '[https://x.test](https://x.test)', 'https://x.test'],
  ['a link with brackets in its address', '[w](https://x.test/A_(b))', 'w (https://x.test/A_(b))'],
  ['a link in bold', '**[t](https://x.test)**', '*t (https://x.test)*'],
  [
    'pictures',
    '![alt](https://x.test/i.png) ![](https://x.test/j.png)',
    'alt (https://x.test/i.png) https://x.test/j.png',
  ],
  ['an address in angles', '<https://x.test/**a**>', 'https://x.test/**a**'],
  ['marks in an address', 'https://x.test/a__b__c?x=*d*&y=~~e~~f', 'https://x.test/a__b__c?x=*d*&y=~~e~~f'],
  ['an address in bold', '**https://x.test/a**', '*https://x.test/a*'],
  ['marks in code', '`**b** # *i*` **b**', '`**b** # *i*` *b*'],
  ['code in bold', '**see `x*y*` now**', '*see `x*y*` now*'],
  ['a block of code', '```js\nconst a = **b**;\n```\n**b**', '```\nconst a = **b**;\n```\n*b*'],
  ['a block in a language with signs', '```c++\n*p*\n```', '```\n*p*\n```'],
  ['code in double marks', '``a`**b**`c``', '``a`**b**`c``'],
  ['characters that are no marks', '\\*not\\* and \\_not\\_', '*not* and _not_'],
  ['names with underscores', 'my__snake__name, a__b__ and __c__d', 'my__snake__name, a__b__ and __c__d'],
  ['a product', '2 * 3 * 4 and 2*3*4', '2 * 3 * 4 and 2*3*4'],
  ['a list', '* one\n* **two**\n- three\n1. four', '* one\n* *two*\n- three\n1. four'],
  ['a quotation', '> **said**', '> *said*'],
  ['boxes', '[ ] to do (x)', '[ ] to do (x)'],
  [
    'an address in a sentence',
    '**https://x.test/a**, and *https://x.test/b*.',
    '*https://x.test/a*, and _https://x.test/b_.',
  ],
  ['a picture in a link', '[![alt](https://x.test/i)](https://x.test)', 'alt (https://x.test/i) (https://x.test)'],
  ['both at once, of which one ends first', '***a* b** and ***c** d*', '*_a_ b* and _*c* d_'],
  ['marks that cross each other', '**a ~~b** c~~', '*a ~~b* c~~'],
  ['marks without an end', '**a *b ~~c __d [e](f `g', '**a *b ~~c __d [e](f `g'],
  ['marks over several lines', '**a\nb**', '**a\nb**'],
  ['a heading that ends with a sign', '# C#\n# F# #', '*C#*\n*F#*'],
  ['a heading without words', '# \n## #', '# \n## #'],
  ['a block without an end', '```js\n**b**', '```js\n*b*'],
  ['control characters', '\u0001a\u0001', '\u0001a\u0001'],
  ['private characters', '\u{f0000}a\u{f0001} `b`', '\u{f0000}a\u{f0001} `b`'],
];

test.each(rows)('Markdown: %s', (_, markdown, marks) => {
  expect(toWhatsAppMarks(markdown)).toBe(marks);
});

test('all of it at once goes out as each of it alone', async () => {
  const phone = await usePhone();
  const [markdown, marks] = [1, 2].map((column) => rows.map((row) => row[column]).join('\n\n'));
  expect(await phone.sent({ text: markdown, textFormat: 'markdown' })).toMatchObject([{ content: { body: marks } }]);
});

test('a text of any number of marks loses nothing', () => {
  expect(toWhatsAppMarks('\\*'.repeat(140_000))).toBe('*'.repeat(140_000));
  expect(toWhatsAppMarks('`a` '.repeat(70_000))).toBe('`a` '.repeat(70_000));
});

// Quadratic work would be some minutes for these, and fail by the test's own time limit.
test.each([
  '**a ',
  '***a ',
  '__a ',
  '~~a ',
  '`a',
  '```',
  '`a`` ',
  '[',
  '![',
  '[a',
  '[a](b',
  '[a]( ',
  '# a#',
  '<http://',
])('a megabyte of %j is read in one pass', (piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  expect(toWhatsAppMarks(text).length).toBeGreaterThan(0);
});

test.each(['plain', undefined, 'xml'])('a text of the format %s keeps its characters', async (textFormat) => {
  const phone = await usePhone();
  expect(await phone.sent({ text: '**b** [t](u)', textFormat })).toMatchObject([{ content: { body: '**b** [t](u)' } }]);
});
