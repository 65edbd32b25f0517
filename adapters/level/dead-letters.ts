import type { DeadLetter, DeadLetters } from '../../src/index.js';
import type { Arrival, Arrivals } from './arrivals.js';
import type { Counts } from './counts.js';
import type { Database } from './database.js';
import type { Lane } from './lane.js';
import { del, keys, type Operation, put, ranges, states } from './records.js';
import { activityOf } from './stored-message.js';

/** What dead letters work with. */
export interface DeadLettersOptions {
  readonly database: Database;
  readonly lane: Lane;
  readonly arrivals: Arrivals;
  readonly counts: Counts;
}

/** What becomes of a letter that is taken out. */
interface Taking {
  operationsOf(letter: DeadLetter): readonly Operation[];
  onWritten?(): void;
}

const DEFAULT_LIMIT = 100;
const PAGE = 200;

export function createDeadLetters({ database, lane, arrivals, counts }: DeadLettersOptions): DeadLetters {
  /** Takes a letter out; tells whether it was there. */
  async function take(id: string, { operationsOf, onWritten }: Taking): Promise<boolean> {
    const known = keys.known(id);
    const [state] = await database.read([known]);
    const key = state === undefined ? undefined : states.deadKey(state);
    if (key === undefined) return false;
    return lane.transact<boolean>({
      reads: [known, key],
      sync: true,
      plan(read) {
        const text = read(key);
        // Somebody else may have taken it out since.
        if (text === undefined || read(known) !== state) return { operations: [], result: false };
        return { operations: [del(key), del(known), ...operationsOf(letterOf(text))], result: true };
      },
      onWritten(wasThere) {
        if (!wasThere) return;
        counts.dead -= 1;
        onWritten?.();
      },
    });
  }

  return {
    async list({ limit = DEFAULT_LIMIT } = {}) {
      const letters: DeadLetter[] = [];
      let after: string | undefined;
      while (letters.length < limit) {
        const size = Math.min(PAGE, limit - letters.length);
        const rows = await database.rows(ranges.dead, { limit: size, ...(after !== undefined && { after }) });
        letters.push(...rows.map(([, text]) => letterOf(text)));
        if (rows.length < size) break;
        after = rows.at(-1)?.[0];
      }
      return letters;
    },
    async replay(id) {
      let arrival: Arrival | undefined;
      try {
        return await take(id, {
          operationsOf({ activity }) {
            arrival = arrivals.arrive(activity);
            return arrival.operations;
          },
          onWritten: () => arrival?.onWritten(),
        });
      } catch (error) {
        arrival?.onFailed();
        throw error;
      }
    },
    drop: (id) =>
      take(id, {
        operationsOf() {
          const now = Date.now();
          // Still known, so that a redelivery of it is recognised.
          return [put(keys.known(id), states.done(now)), put(keys.done(now, id), '')];
        },
      }),
  };
}

function letterOf(text: string): DeadLetter {
  const letter = JSON.parse(text) as DeadLetter;
  return { ...letter, activity: activityOf(JSON.stringify(letter.activity)) };
}
