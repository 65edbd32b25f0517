import type { BrowserContextOptions } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { EntryDetail, State } from '../../src/emulator/protocol.js';
import { describeInBrowser, type OpenPage } from './browser.js';
import { type StubEmulator, startStubEmulator } from './stub-emulator.js';

/** Starts a stub that shows a state, and opens the page. */
export type Show = (
  state: State,
  options?: BrowserContextOptions & { details?: readonly EntryDetail[] },
) => Promise<OpenPage & { stub: StubEmulator }>;

/** Tests of the page alone, with a stub for the emulator. */
export function describePage(name: string, define: (show: Show) => void): void {
  describeInBrowser(name, (open) =>
    define(async (state, { details = [], ...options } = {}) => {
      const stub = await startStubEmulator(state, details);
      onTestFinished(() => stub.close());
      const opened = await open(stub.address, options);
      await opened.page.getByRole('log').waitFor();
      return { ...opened, stub };
    }),
  );
}
