import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { manifest } from './project-root.js';
import { type Ended, run } from './run.js';

const programs = path.resolve(import.meta.dirname, '../consumer');

/** A project of somebody who has installed the package. */
export interface Consumer {
  readonly folder: string;
  write(file: string, content: string | object): void;
  /** Copies a program of this project's own, under its name or another. */
  copy(program: string, to?: string): void;
  /** Runs Node in the project's folder: a deprecation ends it, and a warning tells where it comes from. */
  node(...args: string[]): Promise<Ended>;
  /** The same with another Node. */
  nodeOf(program: string, ...args: string[]): Promise<Ended>;
}

/** How a project is. */
export interface ConsumerOptions {
  /** Whose packages it has. @default 'full' */
  readonly of?: 'full' | 'bare';
  readonly type?: 'module' | 'commonjs';
}

/** A folder of an installed project: its packages are found as Node looks for them, one folder up. */
export function newConsumer({ of = 'full', type = 'commonjs' }: ConsumerOptions = {}): Consumer {
  const installed = inject('installed');
  return consumerIn(mkdtempSync(path.join(installed[of], 'consumer-')), type);
}

/** A project with the package and no more than these peers, each as it is installed elsewhere. */
export function newConsumerWith(peers: readonly string[]): Consumer {
  const { full, bare } = inject('installed');
  const folder = mkdtempSync(path.join(path.dirname(full), 'alone-'));
  const modules = path.join(folder, 'node_modules');
  // A link would have its peers looked for where it leads to.
  cpSync(path.join(bare, 'node_modules/tidemark'), path.join(modules, 'tidemark'), { recursive: true });
  const link = (from: string, name: string): void => {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(from, 'node_modules', name), path.join(modules, name), 'junction');
  };
  for (const name of [...Object.keys(manifest.dependencies), 'rxjs']) link(bare, name);
  for (const name of peers) link(full, name);
  return consumerIn(folder, 'commonjs');
}

function consumerIn(folder: string, type: string): Consumer {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, REDIS_URL: inject('installed').redisUrl };
  const at = (file: string): string => path.join(folder, file);
  const write: Consumer['write'] = (file, content) => {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const nodeOf: Consumer['nodeOf'] = (program, ...args) =>
    run(program, ['--throw-deprecation', '--trace-warnings', ...args], { cwd: folder, env });
  write('package.json', { name: 'consumer', private: true, type });
  return {
    folder,
    write,
    copy: (name, to = name) => cpSync(path.join(programs, name), at(to)),
    node: (...args) => nodeOf(process.execPath, ...args),
    nodeOf,
  };
}
