import type { SharedKeys } from './keys.js';
import type { BullmqStoreSettings } from './options.js';
import type { Server } from './server.js';

/** The conversations that somebody has to look at, and when: what a crash or a lost job leaves behind is found there. */
export interface DueList {
  /** Something has come and nobody has the conversation: it is due now, unless its time is noted already. */
  addNew(conversation: string): Promise<void>;
  /** They are due then, whatever was noted. */
  set(conversations: readonly string[], inMs: number): Promise<void>;
  remove(conversation: string): Promise<void>;
  /** What is due, put off by `sweepMs` and given to nobody else until then, and when the next is due. */
  take(count: number): Promise<{ conversations: readonly string[]; nextMs: number }>;
}

export function createDueList(server: Server, keys: SharedKeys, settings: BullmqStoreSettings): DueList {
  const { sweepMs, keepIdleMs } = settings;
  return {
    addNew: async (conversation) => void (await server.run('watch', [keys.due], [0, 'new', keepIdleMs, conversation])),
    async set(conversations, inMs) {
      if (conversations.length > 0) await server.run('watch', [keys.due], [inMs, 'set', keepIdleMs, ...conversations]);
    },
    remove: async (conversation) => void (await server.use((redis) => redis.zrem(keys.due, conversation))),
    async take(count) {
      const reply = (await server.run('due', [keys.due], [sweepMs, count, keepIdleMs])) as [string[], number];
      const [conversations, nextMs] = reply;
      return { conversations, nextMs: nextMs === -1 ? Number.POSITIVE_INFINITY : nextMs };
    },
  };
}
