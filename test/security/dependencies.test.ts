import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
}
interface Manifest {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  scripts: Record<string, string>;
  files: string[];
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const { dependencies, scripts, files } = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const runtime = Object.keys(dependencies);

test('at run time there are three packages, which bring no others and run nothing when they are installed', () => {
  expect(runtime.toSorted()).toEqual(['eventemitter3', 'undici', 'zod']);
  for (const name of runtime) {
    const { hasInstallScript, dependencies: theirs } = packages[`node_modules/${name}`] ?? {};
    expect([name, hasInstallScript, theirs]).toEqual([name, undefined, undefined]);
  }
});

test('the package itself runs nothing when it is installed, and holds only what was built', () => {
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'dependencies'];
  expect(Object.keys(scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  expect(files.filter((name) => name !== 'dist' && !name.endsWith('.md'))).toEqual([]);
});

test('every package of a build is locked to its bytes, from the registry', () => {
  const loose = Object.entries(packages).filter(
    ([path, { integrity = '', resolved, link, inBundle }]) =>
      path !== '' &&
      link !== true &&
      inBundle !== true &&
      (!integrity.startsWith('sha512-') || !/^(?:https:|undefined$)/.test(String(resolved))),
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});
