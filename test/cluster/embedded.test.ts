import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, onTestFinished } from 'vitest';
import { runTrial, SEED, TRIAL_MS } from './trial.js';

const PAUSE_MS = 1_500;

describe('one process on a folder', () => {
  it(`loses, mixes up and repeats nothing, whatever is done to it (seed ${SEED})`, { timeout: TRIAL_MS }, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-trial-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await runTrial({
      store: { kind: 'folder', options: { path: path.join(folder, 'inbox') } },
      bots: 1,
      rules: { quietMs: 200, maxWaitMs: 1_000, leaseMs: 0, recordMs: 1_500 },
      troublesOf: (cluster) => [
        [() => cluster.killOne(0), () => cluster.pauseOne(0, PAUSE_MS)],
        [() => cluster.killOne(0), () => cluster.killOne(0)],
        [() => cluster.restartOne(0), () => cluster.killOne(0)],
      ],
    });
  });
});
