import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, brokenLinks, targetsOf } from './links.js';
import { guides, markdownFiles, root, textOf } from './markdown.js';

test('every link within the project leads to a file and a heading that are there', () => {
  const files = markdownFiles();
  expect(files).toEqual(expect.arrayContaining([...guides, 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md']));
  expect(files.flatMap((file) => brokenLinks(file))).toEqual([]);
});

test.each([
  ['a file that is not there', '[a](docs/nothing.md)'],
  ['a heading that is not there', '[a](docs/stores.md#nothing)'],
  ['a heading of its own that is not there', '[a](#nothing)'],
  ['a picture that is not there', '![a](.github/nothing.png)'],
  ['a reference that is not there', '[a][b]\n\n[b]: docs/nothing.md'],
  ['a way out of the project', '[a](../other/README.md)'],
  ['an address from the root of a site', '[a](/docs/stores.md)'],
])('%s is found', (_what, text) => {
  expect(brokenLinks('README.md', text)).toHaveLength(1);
});

test('what is code is no link, and what leads elsewhere is not followed', () => {
  const text = '`[a](nothing.md)`\n\n```ts\nconst a = b[c](d);\n```\n\n[a](https://example.com/x.md) [b](mailto:a@b.c)';
  expect(brokenLinks('README.md', text)).toEqual([]);
  expect(targetsOf(text)).toEqual(['https://example.com/x.md', 'mailto:a@b.c']);
});

test('anchors are those of GitHub', () => {
  const text = '# The `a.b` (c), d\n## 1. One & two\n## Same\n## Same\n```sh\n# no heading\n```\n## [L](x.md): ö_ü-ß';
  expect([...anchorsOf(text)]).toEqual(['the-ab-c-d', '1-one--two', 'same', 'same-1', 'l-ö_ü-ß']);
});

test('every guide can be reached from the README', () => {
  const linked = targetsOf(textOf('README.md')).map((target) => target.split('#')[0]);
  expect(linked).toEqual(expect.arrayContaining(guides.filter((file) => file !== 'README.md')));
});

test('every example is in the list that says which to start from', () => {
  const examples = readdirSync(path.join(root, 'examples')).filter((name) => name.endsWith('.ts'));
  const listed = targetsOf(textOf('examples/README.md')).filter((target) => target.endsWith('.ts'));
  expect(listed.sort()).toEqual(examples.sort());
});
