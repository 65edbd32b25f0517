import type { Acceptance, Activity } from '../../src/index.js';
import type { Counts } from './counts.js';
import type { Database } from './database.js';
import type { Delivery } from './delivery.js';
import type { Lane } from './lane.js';
import { keys, type Operation, put, states } from './records.js';
import { messageText } from './stored-message.js';

/** A message on its way in. */
export interface Arrival {
  readonly operations: readonly Operation[];
  /** It is stored: it can be handed out. */
  onWritten(): void;
  /** It may be stored, or not. */
  onFailed(): void;
}

/** Takes messages in. */
export interface Arrivals {
  accept(activity: Activity): Promise<Acceptance>;
  /** Gives a message its place, as the newest one. */
  arrive(activity: Activity): Arrival;
}

/** What taking messages in works with. */
export interface ArrivalsOptions {
  readonly database: Database;
  readonly lane: Lane;
  readonly delivery: Delivery;
  readonly counts: Counts;
  readonly maxWaiting: number;
  readonly rememberMs: number;
}

export function createArrivals(options: ArrivalsOptions): Arrivals {
  const { database, lane, delivery, counts, maxWaiting, rememberMs } = options;
  // Of writes that failed; the disk may have them all the same.
  let doubtful: number[] = [];
  database.onRecovered(() => {
    const sequences = doubtful.splice(0);
    if (sequences.length > 0) void countStored(sequences);
  });

  async function countStored(sequences: readonly number[]): Promise<void> {
    const messages = sequences.map(keys.message);
    try {
      await lane.transact<number>({
        reads: messages,
        plan: (read) => ({ operations: [], result: messages.filter((key) => read(key) !== undefined).length }),
        onWritten: (found) => {
          counts.waiting += found;
        },
      });
    } catch {
      doubtful = [...doubtful, ...sequences];
    }
  }

  function arrive(activity: Activity): Arrival {
    const text = messageText(activity);
    const sequence = counts.nextSequence;
    counts.nextSequence += 1;
    counts.waiting += 1;
    const known = activity.id === undefined ? [] : [put(keys.known(activity.id), states.waiting(sequence))];
    return {
      operations: [put(keys.message(sequence), text), ...known],
      onWritten: () => delivery.stored(sequence, activity),
      onFailed() {
        counts.waiting -= 1;
        doubtful.push(sequence);
      },
    };
  }

  function isForgotten(state: string): boolean {
    const doneAtMs = states.doneAtMs(state);
    return doneAtMs !== undefined && doneAtMs < Date.now() - rememberMs;
  }

  return {
    arrive,
    async accept(activity) {
      if (delivery.find(activity) !== undefined) return 'duplicate';
      const known = activity.id === undefined ? [] : [keys.known(activity.id)];
      let arrival: Arrival | undefined;
      try {
        return await lane.transact<Acceptance>({
          reads: known,
          sync: true,
          plan(read) {
            const isKnown = known.map(read).some((state) => state !== undefined && !isForgotten(state));
            if (isKnown) return { operations: [], result: 'duplicate' };
            if (counts.waiting >= maxWaiting) return { operations: [], result: 'full' };
            arrival = arrive(activity);
            return { operations: arrival.operations, result: 'accepted' };
          },
          onWritten: () => arrival?.onWritten(),
        });
      } catch (error) {
        arrival?.onFailed();
        throw error;
      }
    },
  };
}
