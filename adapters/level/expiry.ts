import type { DeadLetter } from '../../src/index.js';
import type { Counts } from './counts.js';
import type { Database } from './database.js';
import type { KeptConversations } from './kept-conversations.js';
import type { Lane } from './lane.js';
import { del, keys, knownOf, type Operation, ranges } from './records.js';

/** Forgets what is old. */
export interface Expiry {
  /** Stops; resolves when nothing is under way. */
  stop(): Promise<void>;
}

/** What expiry works with. */
export interface ExpiryOptions {
  readonly database: Database;
  readonly lane: Lane;
  readonly conversations: KeptConversations;
  readonly counts: Counts;
  readonly rememberMs: number;
  readonly maxDead: number;
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
}

const EVERY_MS = 10 * 60 * 1000;
const AT_ONCE = 500;
// An older message is never marked (R14).
const KEEP_MARKS_MS = 30 * 24 * 60 * 60 * 1000;

/** Sweeps now and every ten minutes, a few hundred entries at a time. */
export function startExpiry(options: ExpiryOptions): Expiry {
  const { database, lane, conversations, counts, rememberMs, maxDead, warn } = options;
  let stopped = false;
  let sweeping: Promise<void> | undefined;
  // LevelDB would look at all that was deleted before it.
  let sweptTo: string | undefined;

  async function forgetDone(): Promise<void> {
    const range = ranges.doneBefore(Date.now() - rememberMs);
    while (!stopped) {
      const after = sweptTo;
      const found = await database.keysOf(range, { limit: AT_ONCE, ...(after !== undefined && { after }) });
      if (found.length === 0) return;
      await lane.transact({
        reads: found.map((key) => knownOf(key).key),
        plan: (read) => ({
          operations: found.flatMap((key): Operation[] => {
            const known = knownOf(key);
            // It may have come again since, and be done again.
            return read(known.key) === known.value ? [del(key), del(known.key)] : [del(key)];
          }),
          result: undefined,
        }),
      });
      sweptTo = found.at(-1);
    }
  }

  async function dropDead(): Promise<void> {
    const excess = counts.dead - maxDead;
    if (excess <= 0) return;
    warn({ dropped: excess, maxDead }, 'more dead letters than maxDead: the oldest ones are dropped');
    for (let left = excess; left > 0 && !stopped; left -= AT_ONCE) {
      const rows = await database.rows(ranges.dead, { limit: Math.min(left, AT_ONCE) });
      await lane.transact<number>({
        reads: rows.map(([key]) => key),
        plan(read) {
          const still = rows.filter(([key]) => read(key) !== undefined);
          const operations = still.flatMap(([key, text]) => {
            const { id } = JSON.parse(text) as DeadLetter;
            return [del(key), del(keys.known(id))];
          });
          return { operations, result: still.length };
        },
        onWritten: (dropped) => {
          counts.dead -= dropped;
        },
      });
    }
  }

  async function sweep({ compacts }: { compacts: boolean }): Promise<void> {
    try {
      await forgetDone();
      await dropDead();
      await conversations.forgetBefore(Date.now() - KEEP_MARKS_MS);
      // Nobody is to find there what was handled long ago.
      if (compacts && !stopped) await database.compact(ranges.messages);
    } catch (err) {
      if (!stopped) warn({ err }, 'what is old could not be deleted; it is tried again later');
    }
  }

  const start = (how: { compacts: boolean }): void => {
    sweeping ??= sweep(how).finally(() => {
      sweeping = undefined;
    });
  };
  const timer = setInterval(() => start({ compacts: true }), EVERY_MS);
  timer.unref();
  start({ compacts: false });
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}
