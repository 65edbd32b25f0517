import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'tsdown';

// The examples run on the built package, as a user's program does.
const config: UserConfig = defineConfig({
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  entry: [
    'bench/peers/run.ts',
    'bench/peers/processes/{api,probe}.ts',
    'examples/{echo-custom,echo-botbuilder,echo-agents}.ts',
  ],
  root: '.',
  outDir: 'bench/dist-peers',
  format: ['esm'],
  platform: 'node',
  target: 'node20.19',
  unbundle: true,
  dts: false,
  deps: { neverBundle: [/^tidemark(?:$|\/)/] },
  logLevel: 'warn',
});

// biome-ignore lint/style/noDefaultExport: tsdown asks for it.
export default config;
