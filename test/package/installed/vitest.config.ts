import { defineConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../../vitest.config.js';

const config: ViteUserConfig = defineConfig({
  // The tests themselves, which play the other side, run on the sources.
  ...(base.resolve && { resolve: base.resolve }),
  test: {
    // Not `*.test.ts`: what installs packages is no part of `npm test`.
    include: ['test/package/installed/*.spec.ts'],
    globalSetup: 'test/package/installed/set-up.ts',
    pool: 'forks',
    // They mostly wait for the processes they start.
    maxWorkers: '100%',
    watch: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

// biome-ignore lint/style/noDefaultExport: what Vitest asks of its configuration.
export default config;
