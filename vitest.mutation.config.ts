import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from './vitest.config.js';

// The named tests of the rules; the models would run for every mutant, and are what the survivors are tried on.
const config: ViteUserConfig = mergeConfig(base, {
  test: { exclude: ['test/receipts/model*.test.ts', 'test/receipts/leak.test.ts'] },
});
// One worker and one copy of the modules: loading them takes ten times as long as the tests.
config.test = {
  ...config.test,
  include: ['test/receipts/*.test.ts', 'test/stream/store-restored.test.ts'],
  isolate: false,
  fileParallelism: false,
};

export default config;
