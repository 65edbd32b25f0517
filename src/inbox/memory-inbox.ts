import { z } from 'zod';
import type { Activity } from '../activity/activity.js';
import { checkOptions } from '../check-options.js';
import { wholeNumber } from '../option-schemas.js';
import type { Inbox } from '../ports.js';

/** Options of {@link createMemoryInbox}. */
export interface MemoryInboxOptions {
  /** Activities accepted and not settled, at the most; then the inbox is full. @default 10000 */
  maxWaiting?: number;
  /** Ids remembered of what is done, to recognise a redelivery. @default 100000 */
  maxRemembered?: number;
}

const schema = z.strictObject({
  maxWaiting: wholeNumber().default(10_000),
  maxRemembered: wholeNumber().default(100_000),
});

/**
 * Makes an inbox in this process's memory: nothing to install, and nothing left of it after a crash.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or a value out of range.
 * @example
 * ```ts
 * createChannel({ gateway, webhook, inbox: createMemoryInbox({ maxWaiting: 50_000 }) });
 * ```
 */
export function createMemoryInbox(options: MemoryInboxOptions = {}): Inbox {
  const { maxWaiting, maxRemembered } = checkOptions(schema, options, { name: 'createMemoryInbox' });
  // Ids of what is done; what waits is known by itself.
  const done = new Set<string>();
  // The same in order, as a ring: to look for a set's oldest costs more, the more have gone before.
  const order: string[] = [];
  let oldest = 0;
  const waiting = new Map<string | Activity, Activity>();
  let emit: ((activity: Activity) => void) | undefined;
  let emitting: Activity[] | undefined;
  const keyOf = (activity: Activity): string | Activity => activity.id ?? activity;

  function remember(id: string): void {
    if (order.length < maxRemembered) order.push(id);
    else {
      done.delete(order[oldest] as string);
      order[oldest] = id;
      oldest = (oldest + 1) % maxRemembered;
    }
    done.add(id);
  }

  /** Emits in order, also what is accepted while something is emitted. */
  function pass(activities: readonly Activity[]): void {
    if (emitting !== undefined) {
      emitting.push(...activities);
      return;
    }
    emitting = [...activities];
    try {
      for (let next = emitting.shift(); next !== undefined && emit !== undefined; next = emitting.shift()) {
        if (waiting.has(keyOf(next))) emit(next);
      }
    } finally {
      emitting = undefined;
    }
  }

  return {
    accept(activity) {
      const key = keyOf(activity);
      if (waiting.has(key) || (typeof key === 'string' && done.has(key))) return 'duplicate';
      if (waiting.size >= maxWaiting) return 'full';
      waiting.set(key, activity);
      if (emit !== undefined) pass([activity]);
      return 'accepted';
    },
    deliver(next) {
      const mine = (activity: Activity): void => next(activity);
      emit = mine;
      emitting = undefined;
      pass([...waiting.values()]);
      return () => {
        if (emit === mine) emit = undefined;
      };
    },
    settle(activity) {
      if (waiting.delete(keyOf(activity)) && activity.id !== undefined) remember(activity.id);
    },
    close() {
      emit = undefined;
      return [...waiting.values()];
    },
  };
}
