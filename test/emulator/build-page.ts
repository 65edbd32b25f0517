import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

let built: Promise<string> | undefined;

/** The page as it is published, built from its sources for a file of tests: where it lies. */
export function buildPage(): Promise<string> {
  built ??= buildInto();
  return built;
}

/** Removes it, if it was built. */
export async function removePage(): Promise<void> {
  const folder = await built;
  built = undefined;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

async function buildInto(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'tidemark-page-'));
  const root = fileURLToPath(new URL('../../src/emulator/page', import.meta.url));
  await build({ root, logLevel: 'error', build: { outDir } });
  return outDir;
}
