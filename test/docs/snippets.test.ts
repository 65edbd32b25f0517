import { expect, test } from 'vitest';
import { problemsOf } from './compile.js';
import { guides, snippetsOf, textOf } from './markdown.js';

const snippets = guides.flatMap(snippetsOf);

test('every TypeScript block of the README and of the guides compiles, and one that does not is named', {
  timeout: 180_000,
}, () => {
  expect(snippets.length).toBeGreaterThanOrEqual(25);
  const wrong = { name: 'docs/wrong.md #1', code: "import { createChanel } from 'tidemark';\ncreateChanel();\n" };
  expect(problemsOf([...snippets, wrong])).toEqual([expect.stringMatching(/^docs\/wrong\.md #1: .*createChanel/)]);
});

test('code stands in blocks that are compiled, or in those of the shell', () => {
  const languages = guides.flatMap((file) =>
    [...textOf(file).matchAll(/^```(\w*)\n.*?^```$/gms)].map(([, language]) => `${file}: ${language}`),
  );
  expect(languages.filter((each) => !/: (ts|sh)$/.test(each))).toEqual([]);
});
