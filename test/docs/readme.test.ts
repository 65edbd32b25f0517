import { expect, test } from 'vitest';
import { textOf } from './markdown.js';

const readme = textOf('README.md');

test('the README has its working code within 30 lines, the two commands, a picture, and at most 250 lines', () => {
  const lines = readme.split('\n');
  expect(lines.slice(0, 30).join('\n')).toMatch(/^```ts\n.*?^```$/ms);
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toContain('npm ci && npm test');
  expect(readme).toContain('](.github/emulator.png)');
  expect(lines.length).toBeLessThanOrEqual(250);
});
