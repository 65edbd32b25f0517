import type { Database } from './database.js';
import { type Operation, writtenText } from './records.js';

/** Reads a record as it is at this point of the lane. */
export type Read = (key: string) => string | undefined;

/** What a transaction changes, and what it gives. */
export interface Plan<T> {
  readonly operations: readonly Operation[];
  readonly result: T;
}

/** One step, alone in the database: nobody changes anything between its reads and its writes. */
export interface Transaction<T> {
  /** The records that the plan may read. @default none */
  readonly reads?: readonly string[];
  /** It is done only once it is on the disk. @default false */
  readonly sync?: boolean;
  /** It is written as soon as the disk works again, instead of failing. @default false */
  readonly keep?: boolean;
  /** Decides what is written. */
  plan(read: Read): Plan<T>;
  /** Told at once when it is written, in the order of the lane. */
  onWritten?(result: T): void;
}

/** All changes of the database, one behind the other. */
export interface Lane {
  transact<T>(transaction: Transaction<T>): Promise<T>;
  /** Takes nothing more; what then cannot be written is given up. */
  close(reason: Error): void;
}

interface Entry {
  readonly transaction: Transaction<unknown>;
  /** What was planned already, of one that is tried again. */
  plan?: Plan<unknown>;
  /** Its plan has failed. */
  isOut?: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

// A batch is one record of LevelDB's log, and held in memory three times.
const MAX_GROUP = 500;

/**
 * Writes one batch at a time, and everything that comes meanwhile in the next: many messages share one sync, and LevelDB's
 * log has them in the order of the calls.
 */
export function createLane(database: Database): Lane {
  let waiting: Entry[] = [];
  let running = false;
  let closing: Error | undefined;
  database.onRecovered(start);

  function start(): void {
    if (running) return;
    running = true;
    void run().finally(() => {
      running = false;
      if (waiting.length > 0 && database.problem() === undefined) start();
    });
  }

  async function run(): Promise<void> {
    // What comes in the same tick goes with it.
    await undefined;
    while (waiting.length > 0) {
      const problem = database.problem();
      if (problem !== undefined) return dropOrKeep(problem);
      const group = waiting.splice(0, MAX_GROUP);
      try {
        await writeGroup(group);
      } catch (error) {
        waiting.unshift(...group.filter(({ isOut }) => !isOut));
        dropOrKeep(error);
        return;
      }
    }
  }

  async function writeGroup(group: readonly Entry[]): Promise<void> {
    const wanted = [...new Set(group.flatMap(({ transaction }) => transaction.reads ?? []))];
    const values = wanted.length === 0 ? [] : await database.read(wanted);
    const records = new Map(wanted.map((key, index) => [key, values[index]]));
    const planned = group.filter((entry) => plan(entry, (key) => records.get(key), records));
    const operations = planned.flatMap(({ plan }) => plan?.operations ?? []);
    const sync = planned.some(({ transaction, plan }) => transaction.sync && plan?.operations.length);
    if (operations.length > 0) await database.write(operations, { sync });
    for (const { transaction, plan, resolve } of planned) {
      transaction.onWritten?.(plan?.result);
      resolve(plan?.result);
    }
  }

  /** Plans one, and lets those behind it read what it writes. */
  function plan(entry: Entry, read: Read, records: Map<string, string | undefined>): boolean {
    try {
      entry.plan ??= entry.transaction.plan(read);
    } catch (error) {
      entry.isOut = true;
      entry.reject(error);
      return false;
    }
    for (const operation of entry.plan.operations) records.set(operation.key, writtenText(operation));
    return true;
  }

  function dropOrKeep(error: unknown): void {
    const [kept, dropped]: [Entry[], Entry[]] = [[], []];
    for (const entry of waiting) (entry.transaction.keep && closing === undefined ? kept : dropped).push(entry);
    waiting = kept;
    for (const entry of dropped) entry.reject(error);
  }

  return {
    transact<T>(transaction: Transaction<T>) {
      return new Promise<T>((resolve, reject) => {
        const problem = closing ?? database.problem();
        if (problem !== undefined && (closing !== undefined || !transaction.keep)) {
          reject(problem);
          return;
        }
        waiting.push({
          transaction: transaction as Transaction<unknown>,
          resolve: resolve as (result: unknown) => void,
          reject,
        });
        if (problem === undefined) start();
      });
    },
    close(reason) {
      closing = reason;
      if (database.problem() !== undefined) dropOrKeep(database.problem());
    },
  };
}
