import { defineConfig, type UserConfig } from 'tsdown';

// One build for all entries: in each format they share the chunks of the core, so it exists once.
const library: UserConfig = {
  entry: {
    index: 'src/index.ts',
    'testing/index': 'src/testing/index.ts',
    'adapters/agents/index': 'adapters/agents/index.ts',
    'adapters/botbuilder/index': 'adapters/botbuilder/index.ts',
    'adapters/bullmq/index': 'adapters/bullmq/index.ts',
    'adapters/level/index': 'adapters/level/index.ts',
    'adapters/node/index': 'adapters/node/index.ts',
    'adapters/opentelemetry/index': 'adapters/opentelemetry/index.ts',
    'adapters/web/index': 'adapters/web/index.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  logLevel: 'warn',
  // Else the helper stands in one of the entries, which all others then load, optional peer and all.
  outputOptions: { codeSplitting: { groups: [{ name: 'rolldown-runtime', test: /rolldown.runtime/ }] } },
  checks: { legacyCjs: false },
};

// A program of its own, with its command-line library in it; the entries above do not grow by it.
const cli: UserConfig = {
  entry: { 'cli/main': 'src/cli/main.ts' },
  format: ['esm'],
  platform: 'node',
  target: 'node20.19',
  dts: false,
  clean: false,
  logLevel: 'warn',
};

const config: UserConfig[] = defineConfig([library, cli]);

export default config;
