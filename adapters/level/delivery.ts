import type { Activity } from '../../src/index.js';
import type { Database } from './database.js';
import { keys, ranges, sequenceOf } from './records.js';
import { messageOf } from './stored-message.js';

/** A message that was handed out and is not settled. */
export interface Held {
  readonly sequence: number;
  readonly activity: Activity;
  /** Turns that have failed. */
  attempts: number;
}

/** Hands out what is stored, in order of arrival; only a bounded number is in memory. */
export interface Delivery {
  deliver(emit: (activity: Activity) => void): () => void;
  /** A message was stored just now; they are told of in their order. */
  stored(sequence: number, activity: Activity): void;
  /** The message as it was handed out, by its id, or the object itself where it has none. */
  find(activity: Activity): Held | undefined;
  /** Takes it out: it is settled. */
  take(activity: Activity): Held | undefined;
  /** Hands nothing out any more; gives what is not settled. */
  stop(): readonly Activity[];
}

/** What delivering works with. */
export interface DeliveryOptions {
  readonly database: Database;
  /** Messages handed out and not settled, at most. */
  readonly maxInMemory: number;
  /** Told what a function that was given a message threw. */
  readonly onThrow: (error: unknown) => void;
}

const PAGE = 200;

export function createDelivery({ database, maxInMemory, onThrow }: DeliveryOptions): Delivery {
  // In order of arrival.
  const held = new Map<number, Held>();
  const byName = new Map<string | number | undefined, Held>();
  // What has no id is known by the object, also by the one that was accepted when another was read from the disk.
  const sequences = new WeakMap<Activity, number>();
  let emit: ((activity: Activity) => void) | undefined;
  let emitting: Held[] | undefined;
  // The last one that was read; there may be more behind it.
  let cursor: string = ranges.messages.gte;
  let hasMore = true;
  let storedMeanwhile = false;
  let reading = false;
  let stopped = false;
  database.onRecovered(() => {
    // A write that failed may be on the disk all the same.
    hasMore = true;
    void read();
  });

  const nameOf = (activity: Activity): string | number | undefined => activity.id ?? sequences.get(activity);
  const hasRoom = (): boolean => held.size < maxInMemory;

  function hold(entry: Held): Held {
    held.set(entry.sequence, entry);
    sequences.set(entry.activity, entry.sequence);
    byName.set(nameOf(entry.activity), entry);
    cursor = keys.message(entry.sequence);
    return entry;
  }

  /** Emits in order, also what comes while something is emitted. */
  function pass(entries: readonly Held[]): void {
    if (emitting !== undefined) {
      emitting.push(...entries);
      return;
    }
    const queue = [...entries];
    emitting = queue;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      // Whoever begins anew while something is emitted is given everything anew.
      if (emitting !== queue) return;
      if (emit === undefined) break;
      if (!held.has(next.sequence)) continue;
      try {
        emit(next.activity);
      } catch (error) {
        onThrow(error);
      }
    }
    if (emitting === queue) emitting = undefined;
  }

  /** Reads on as long as somebody listens and there is room. */
  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      while (emit !== undefined && hasMore && hasRoom() && !stopped) pass(await page());
    } catch (error) {
      // What the database cannot do just now goes on when it has recovered.
      database.fail(error);
    } finally {
      reading = false;
    }
  }

  async function page(): Promise<readonly Held[]> {
    storedMeanwhile = false;
    const limit = Math.min(PAGE, maxInMemory - held.size);
    const rows = await database.rows(ranges.messages, { after: cursor, limit });
    const attempts = await database.read(rows.map(([key]) => keys.attempts(sequenceOf(key))));
    hasMore = storedMeanwhile || rows.length === limit;
    return rows.map(([key, text], index) =>
      hold({ sequence: sequenceOf(key), activity: messageOf(text), attempts: Number(attempts[index] ?? 0) }),
    );
  }

  return {
    deliver(next) {
      if (stopped) return () => undefined;
      const mine = (activity: Activity): void => next(activity);
      emit = mine;
      emitting = undefined;
      pass([...held.values()]);
      void read();
      return () => {
        if (emit === mine) emit = undefined;
      };
    },
    stored(sequence, activity) {
      sequences.set(activity, sequence);
      // It may have been read already.
      if (keys.message(sequence) <= cursor) return;
      if (emit !== undefined && !hasMore && hasRoom()) {
        pass([hold({ sequence, activity, attempts: 0 })]);
        return;
      }
      hasMore = true;
      storedMeanwhile = true;
      void read();
    },
    find: (activity) => byName.get(nameOf(activity)),
    take(activity) {
      const entry = byName.get(nameOf(activity));
      if (entry === undefined) return undefined;
      byName.delete(nameOf(entry.activity));
      held.delete(entry.sequence);
      void read();
      return entry;
    },
    stop() {
      stopped = true;
      emit = undefined;
      return [...held.values()].map(({ activity }) => activity);
    },
  };
}
