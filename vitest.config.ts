import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The oldest versions of the peers, each installed under a name of its own beside the newest.
const lowest = [
  { find: /^rxjs$/, replacement: 'rxjs-7.8' },
  { find: /^botbuilder$/, replacement: 'botbuilder-4.20' },
  { find: /^botbuilder-dialogs$/, replacement: 'botbuilder-dialogs-4.20' },
  { find: /^@microsoft\/agents-hosting$/, replacement: 'agents-hosting-1.0' },
  {
    find: /^@microsoft\/agents-activity$/,
    replacement: file('node_modules/agents-hosting-1.0/node_modules/@microsoft/agents-activity/dist/src/index.js'),
  },
];

const config: ViteUserConfig = defineConfig({
  resolve: {
    // The same public names as `paths` in tsconfig.json: tests run the sources, not dist.
    alias: [
      { find: /^tidemark$/, replacement: file('src/index.ts') },
      { find: /^tidemark\/testing$/, replacement: file('src/testing/index.ts') },
      { find: /^tidemark\/adapters\/([a-z-]+)$/, replacement: file('adapters/$1/index.ts') },
      ...(process.env.TIDEMARK_PEERS === 'lowest' ? lowest : []),
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Many tests wait for processes and browsers of their own: on two cores, two at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    watch: false,
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'adapters/**/*.ts'],
      // The page runs in a browser; its tests drive a real one.
      exclude: ['**/*.d.ts', 'src/emulator/page/**'],
      reporter: ['text', 'json-summary', 'html'],
      thresholds: { lines: 95, statements: 95, functions: 95, branches: 90 },
    },
  },
});

export default config;
