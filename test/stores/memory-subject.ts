import { createMemoryInbox } from 'tidemark';
import type { StoreSubject } from './store-subject.js';

/** The default: an inbox in this process, and nothing kept of conversations. */
export const memorySubject: StoreSubject = {
  name: 'memory',
  survives: false,
  newPlace: async () => ({
    async open({ maxWaiting = 10_000 } = {}) {
      return {
        inbox: createMemoryInbox({ maxWaiting }),
        attach: () => undefined,
        health: async () => ({ reachable: true }),
      };
    },
    remove: async () => undefined,
  }),
};
