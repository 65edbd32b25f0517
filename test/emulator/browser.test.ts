import { expect, it } from 'vitest';
import { browserPath, noBrowser } from './browser.js';

it('a browser is installed; where none is, one line says that its tests are left out, and CI fails', () => {
  if (browserPath !== undefined) return;
  process.stderr.write(`The tests of the emulator's page are left out. ${noBrowser}\n`);
  expect(process.env.CI ?? '', noBrowser).toBe('');
});
