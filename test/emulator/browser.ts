import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { removePage } from './build-page.js';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
];

/** Where a browser is installed, if one is. */
export const browserPath: string | undefined = candidates.find((path) => path !== undefined && existsSync(path));

/** What is said where there is none. */
export const noBrowser: string = 'No browser: install Chromium, or set CHROMIUM_PATH to one.';

/** Expects something of what is read again and again, until it is so. */
export function eventually<Value>(read: () => Value): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: 10_000 });
}

/** A page, and what its console complained about. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens a page at an address. */
export type Open = (address: string, options?: BrowserContextOptions) => Promise<OpenPage>;

/** Tests in a real browser. Where there is none they are left out, which `browser.test.ts` says; on CI that fails. */
export function describeInBrowser(name: string, define: (open: Open) => void): void {
  if (browserPath === undefined && process.env.CI) {
    throw new Error(noBrowser);
  }
  describe.runIf(browserPath !== undefined)(name, () => {
    let browser: Browser;
    let opened: OpenPage[] = [];

    beforeAll(async () => {
      browser = await chromium.launch({ ...(browserPath && { executablePath: browserPath }), args: ['--no-sandbox'] });
    });
    afterAll(() => Promise.all([browser.close(), removePage()]));

    afterEach(async () => {
      const complaints = opened.flatMap((one) => one.complaints);
      await Promise.all(opened.map(({ page }) => page.context().close()));
      opened = [];
      expect(complaints).toEqual([]);
    });

    define(async (address, options) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      opened.push({ page, complaints });
      await page.goto(address);
      return { page, complaints };
    });
  });
}
