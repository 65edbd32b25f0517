import type { Counters } from './protocol.js';

/** Counts what the page shows in numbers. */
export interface Tally {
  /**
   * A customer has written. A burst begins with the customer's first message, and with the first one after an answer of
   * the bot to that customer; what follows without an answer belongs to it. So a single message is a burst, too.
   */
  written(customer: string): void;
  /** The bot's message to a customer was accepted: the customer's next message begins a burst. */
  answered(customer: string): void;
  /** The bot has made a read call. */
  called(): void;
  /** Messages have become read, each so long after it was posted, by one call or by none (below a mark already set). */
  read(latenciesMs: readonly number[], calls: 0 | 1): void;
  clear(): void;
  counters(): Counters;
}

const mostLatencies = 500;

/** Starts to count; calls back with every change. */
export function createTally(onChange: (counters: Counters) => void): Tally {
  const inBurst = new Set<string>();
  let counters: Counters = { messages: 0, bursts: 0, calls: 0, saved: 0, latenciesMs: [] };

  function change(fields: Partial<Counters>): void {
    counters = { ...counters, ...fields };
    onChange(counters);
  }

  return {
    written(customer) {
      const bursts = counters.bursts + (inBurst.has(customer) ? 0 : 1);
      inBurst.add(customer);
      change({ messages: counters.messages + 1, bursts });
    },
    answered: (customer) => void inBurst.delete(customer),
    called: () => change({ calls: counters.calls + 1 }),
    read(latenciesMs, calls) {
      if (latenciesMs.length === 0) return;
      change({
        saved: counters.saved + latenciesMs.length - calls,
        latenciesMs: [...counters.latenciesMs, ...latenciesMs].slice(-mostLatencies),
      });
    },
    clear() {
      inBurst.clear();
      counters = { messages: 0, bursts: 0, calls: 0, saved: 0, latenciesMs: [] };
    },
    counters: () => counters,
  };
}
