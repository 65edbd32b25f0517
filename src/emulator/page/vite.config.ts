import { defineConfig } from 'vite';

// biome-ignore lint/style/noDefaultExport: what Vite asks of its configuration.
export default defineConfig({
  base: './',
  build: {
    outDir: '../../../dist/emulator/page',
    emptyOutDir: true,
    target: ['chrome125', 'firefox126', 'safari17.5'],
    // The page's content security policy allows no inline scripts, styles or data of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // What is bundled keeps its licences.
    license: { fileName: 'licenses.md' },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
