import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project-root.js';
import { succeed } from './run.js';

/** Installs packages into a project of their own, from npm's cache where it has them. */
export async function install(folder: string, packages: readonly string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  await succeed('npm', ['install', '--prefix', folder, ...quietly, ...packages], { cwd: folder });
  return folder;
}

/** A package in the version that is installed here, under the same name. */
export function asHere(alias: string): string {
  const file = path.join(root, 'node_modules', alias, 'package.json');
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
  return alias === name ? `${name}@${version}` : `${alias}@npm:${name}@${version}`;
}
