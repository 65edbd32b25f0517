import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { manifest, root } from './project-root.js';
import { succeed } from './run.js';

/** Builds the package beside `dist/`, which others may be using, and packs it; gives the tarball. */
export async function pack(folder: string): Promise<string> {
  const stage = path.join(folder, 'stage');
  const dist = path.join(stage, 'dist');
  mkdirSync(stage, { recursive: true });
  for (const name of ['package.json', 'README.md', 'LICENSE', ...manifest.files]) {
    if (name !== 'dist') cpSync(path.join(root, name), path.join(stage, name), { recursive: true });
  }
  await run('tsdown', 'dist/run.mjs', '--out-dir', dist);
  const page = path.join(dist, 'emulator/page');
  await run('vite', 'bin/vite.js', 'build', 'src/emulator/page', '--outDir', page, '--emptyOutDir');
  await succeed('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: stage });
  const tarball = path.join(folder, `tidemark-${manifest.version}.tgz`);
  if (!existsSync(tarball)) throw new Error(`npm pack made no ${tarball}`);
  return tarball;
}

function run(name: string, program: string, ...args: string[]): Promise<string> {
  const folder = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return succeed(process.execPath, [path.join(folder, program), ...args], { cwd: root });
}
