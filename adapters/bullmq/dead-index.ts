import type { SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** Where a dead letter lies. */
export interface DeadEntry {
  readonly conversation: string;
  /** The activity's id, or its arrival where it has none. */
  readonly letter: string;
}

/**
 * Where dead letters lie, the oldest first; the letters themselves are with their conversations.
 *
 * An entry is made before its letter and removed after it, so that a crash in between leaves an entry without a letter,
 * never a letter that nobody finds.
 */
export interface DeadIndex {
  add(conversation: string, letter: string): Promise<void>;
  remove(conversation: string, letter: string): Promise<void>;
  count(): Promise<number>;
  /** All of them, page by page. */
  pages(): AsyncIterable<readonly DeadEntry[]>;
}

const PAGE = 200;
const SEPARATOR = '\n';

export function createDeadIndex(server: Server, { dead }: SharedKeys, keepIdleMs: number): DeadIndex {
  const memberOf = (conversation: string, letter: string): string => `${conversation}${SEPARATOR}${letter}`;
  return {
    async add(conversation, letter) {
      await server.use((redis) => redis.zadd(dead, 'NX', Date.now(), memberOf(conversation, letter)));
      await server.use((redis) => redis.pexpire(dead, keepIdleMs));
    },
    async remove(conversation, letter) {
      await server.use((redis) => redis.zrem(dead, memberOf(conversation, letter)));
    },
    count: () => server.use((redis) => redis.zcard(dead)),
    async *pages() {
      for (let from = 0; ; from += PAGE) {
        const start = from;
        const members = await server.use((redis) => redis.zrange(dead, start, `${start + PAGE - 1}`));
        if (members.length > 0) yield members.map(entryOf);
        if (members.length < PAGE) return;
      }
    },
  };
}

function entryOf(member: string): DeadEntry {
  const at = member.indexOf(SEPARATOR);
  return { conversation: member.slice(0, at), letter: member.slice(at + 1) };
}
