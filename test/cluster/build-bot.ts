import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'tsdown';

// Below node_modules, so that what the bot imports is found from there.
const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache');

/** The bot in one file, which starts in a fraction of the time; gives where it is and how to remove it. */
export async function buildBot(): Promise<{ file: string; remove: () => Promise<void> }> {
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(path.join(cache, 'tidemark-bot-'));
  await build({
    config: false,
    entry: [path.join(import.meta.dirname, 'bot.ts')],
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    dts: false,
    clean: false,
    outDir,
    logLevel: 'error',
  });
  return { file: path.join(outDir, 'bot.mjs'), remove: () => rm(outDir, { recursive: true, force: true }) };
}
