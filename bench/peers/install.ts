import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tell } from '../support/progress.js';

const FOLDER = 'bench/peers';

/** Installs the peers where they are missing: they are no dependencies of the project. */
export function installPeers(): void {
  if (existsSync(`${FOLDER}/node_modules`)) return;
  tell(`installing the peers in ${FOLDER}`);
  const { status } = spawnSync('npm ci --ignore-scripts', { cwd: FOLDER, stdio: 'inherit', shell: true });
  if (status !== 0) throw new Error('the peers could not be installed');
}
