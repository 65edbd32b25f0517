import { defineConfig, type UserConfig } from 'tsdown';

// One build for all entries: in each format they share the chunks of the core, so it exists once.
const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    'testing/index': 'src/testing/index.ts',
    'adapters/botbuilder/index': 'adapters/botbuilder/index.ts',
    'adapters/node/index': 'adapters/node/index.ts',
    'adapters/web/index': 'adapters/web/index.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  logLevel: 'warn',
  checks: { legacyCjs: false },
});

export default config;
