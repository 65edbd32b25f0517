import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLevelStore } from 'tidemark/adapters/level';
import type { StoreSubject } from './store-subject.js';

/** A folder of this machine. */
export const levelSubject: StoreSubject = {
  name: 'level',
  survives: true,
  async newPlace() {
    const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-store-'));
    return {
      open: (options = {}) => openLevelStore({ path: folder, ...options }),
      remove: () => rm(folder, { recursive: true }),
    };
  },
};
