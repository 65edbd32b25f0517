import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    // The same public names as `paths` in tsconfig.json: tests run the sources, not dist.
    alias: [
      { find: /^tidemark$/, replacement: file('src/index.ts') },
      { find: /^tidemark\/testing$/, replacement: file('src/testing/index.ts') },
      { find: /^tidemark\/adapters\/([a-z-]+)$/, replacement: file('adapters/$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    watch: false,
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'adapters/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reporter: ['text', 'json-summary', 'html'],
      thresholds: { lines: 95, statements: 95, functions: 95, branches: 90 },
    },
  },
});

export default config;
