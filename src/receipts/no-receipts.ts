import type { Logger } from '../ports.js';
import type { Receipts } from './receipts.js';
import { createCounters } from './stats.js';

/** Receipts that are switched off: nothing is held, nothing is called (R16). */
export function createNoReceipts(log: Logger): Receipts {
  const counters = createCounters();
  return {
    offer(activity, { onReleased } = {}) {
      try {
        onReleased?.(activity);
      } catch (err) {
        log.warn({ id: activity.id, err }, 'a listener for released activities threw');
      }
      return 'passed';
    },
    released: () => Promise.resolve(),
    beforeAnswer: () => Promise.resolve(),
    answered: () => undefined,
    typing: () => undefined,
    handled: () => undefined,
    markRead: () => undefined,
    outcome: () => Promise.resolve(undefined),
    flush: () => undefined,
    stats: () => counters.read({}),
    on: () => () => undefined,
    close: () => Promise.resolve({ remaining: 0 }),
  };
}
