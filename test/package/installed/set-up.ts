import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { type RedisProcess, startRedis } from '../../cluster/redis-process.js';
import { asHere, install } from './install.js';
import { installNodes, type NodeVersion } from './node-versions.js';
import { pack } from './pack.js';
import { manifest } from './project-root.js';

/** What is installed once, for all tests. */
export interface Installed {
  /** A project with the packed package, all its peers and compilers; consumers live in folders of it. */
  readonly full: string;
  /** A project with the packed package and nothing else. */
  readonly bare: string;
  readonly nodes: readonly NodeVersion[];
  readonly redisUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    installed: Installed;
  }
}

const tools = ['@types/node', 'esbuild', 'typescript', 'typescript-4.9'];
let folder: string | undefined;
let redis: RedisProcess | undefined;

export async function setup(project: TestProject): Promise<void> {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tidemark-consumers-')));
  const at = (name: string): string => path.join(folder ?? '', name);
  try {
    // A release tests the very tarball it publishes.
    const { TIDEMARK_TARBALL: given } = process.env;
    const packed = given ? Promise.resolve(path.resolve(given)) : pack(folder);
    const others = [...Object.keys(manifest.peerDependencies), ...tools].map(asHere);
    const [full, bare, nodes, server] = await Promise.all([
      packed.then((tarball) => install(at('full'), [tarball, ...others])),
      packed.then((tarball) => install(at('bare'), [tarball])),
      installNodes(at('nodes')),
      // Nothing here has to survive it.
      startRedis(['--appendfsync', 'no']),
    ]);
    redis = server;
    project.provide('installed', { full, bare, nodes, redisUrl: server.url });
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown(): Promise<void> {
  await redis?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
