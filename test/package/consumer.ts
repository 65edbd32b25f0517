import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const programs = path.join(import.meta.dirname, 'consumer');

/** The package as it says it is. */
export const manifest: {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** The names a consumer imports the package by. */
export const entryNames: readonly string[] = Object.keys(manifest.exports)
  .filter((key) => !key.endsWith('.json'))
  .map((key) => path.posix.join('tidemark', key));

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For a whole build, and for a command. */
export const buildMs: number = 120_000;

function run(args: readonly string[], cwd: string): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH, HOME }, timeout: buildMs / 2, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

/** A project of somebody who has installed the package, outside of this one. */
export interface Consumer {
  /** Without links, as Node tells it. */
  readonly folder: string;
  /** Runs Node in the project's folder. */
  node(...args: string[]): Promise<Ended>;
  remove(): void;
}

/** Builds the package into a folder of its own, and installs it with its dependencies and these packages. */
export async function installPackage(packages: readonly string[]): Promise<Consumer> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tidemark-consumer-')));
  const modules = path.join(folder, 'node_modules');
  const installed = path.join(modules, 'tidemark');
  const tsdown = path.join(path.dirname(resolve('tsdown/package.json')), 'dist/run.mjs');
  const built = await run([tsdown, '--out-dir', path.join(installed, 'dist')], root);
  if (built.exitCode !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`);
  cpSync(path.join(root, 'package.json'), path.join(installed, 'package.json'));
  for (const name of [...Object.keys(manifest.dependencies), ...packages]) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  }
  cpSync(programs, folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "consumer", "private": true }');
  return {
    folder,
    node: (...args) => run(args, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function resolve(name: string): string {
  return createRequire(import.meta.url).resolve(name);
}
