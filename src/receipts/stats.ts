import type { Outcome } from './core/outcome.js';

/** How many ticks came within a time. */
export interface LatencyBucket {
  /** Upper bound in milliseconds; the last bucket has none. */
  leMs?: number;
  /** Ticks slower than the bucket before and not slower than this one. */
  count: number;
}

/** Counters of a receipt engine: `accepted` is the sum of the outcomes and `pending` (R20). */
export interface ReceiptStats {
  /** Messages accepted for a receipt. */
  accepted: number;
  /** Messages whose outcome is open. */
  pending: number;
  /** Messages that had a successful call of their own. */
  sent: number;
  /** Messages read by a newer one's call. */
  covered: number;
  /** Messages left unread on purpose. */
  suppressed: number;
  /** Messages the provider refused. */
  rejected: number;
  /** Messages given up. */
  failed: number;
  /** Messages too old to be marked. */
  expired: number;
  /** Offers of a message already known; not among `accepted`. */
  duplicates: number;
  /** Calls made, whatever their answer. */
  calls: number;
  /** Calls that only showed the typing indicator; among `calls`. */
  typingCalls: number;
  /** Calls that failed. */
  failedCalls: number;
  /** Messages that became read without a call of their own: `covered`. */
  callsSaved: number;
  /** Business numbers that make no calls now, each with the provider's code or what was counted. */
  halted: Record<string, string>;
  /** From a message's arrival to its tick. */
  latency: {
    /** Ticks measured; those of a long burst's messages beyond the newest five are not. */
    count: number;
    /** All of them together, in milliseconds. */
    sumMs: number;
    /** The same ticks by how long they took, quickest first. */
    buckets: LatencyBucket[];
  };
}

const boundsMs = [50, 100, 250, 500, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 30_000, 60_000] as const;

/** Counts what {@link ReceiptStats} tells. */
export interface Counters {
  accepted: number;
  duplicates: number;
  calls: number;
  typingCalls: number;
  failedCalls: number;
  readonly outcomes: Record<Outcome, number>;
  latency(ms: number): void;
  pending(): number;
  read(halted: Record<string, string>): ReceiptStats;
}

export function createCounters(): Counters {
  const outcomes = { sent: 0, covered: 0, suppressed: 0, rejected: 0, failed: 0, expired: 0 };
  const buckets: LatencyBucket[] = [...boundsMs.map((leMs) => ({ leMs, count: 0 })), { count: 0 }];
  let sumMs = 0;
  let count = 0;
  const counters: Counters = {
    accepted: 0,
    duplicates: 0,
    calls: 0,
    typingCalls: 0,
    failedCalls: 0,
    outcomes,
    latency(ms) {
      count += 1;
      sumMs += ms;
      const bucket = buckets.find(({ leMs }) => leMs === undefined || ms <= leMs);
      if (bucket !== undefined) bucket.count += 1;
    },
    pending() {
      const { sent, covered, suppressed, rejected, failed, expired } = outcomes;
      return counters.accepted - (sent + covered + suppressed + rejected + failed + expired);
    },
    read(halted) {
      const { accepted, duplicates, calls, typingCalls, failedCalls } = counters;
      return {
        accepted,
        pending: counters.pending(),
        ...outcomes,
        duplicates,
        calls,
        typingCalls,
        failedCalls,
        callsSaved: outcomes.covered,
        halted,
        latency: { count, sumMs, buckets: buckets.map((bucket) => ({ ...bucket })) },
      };
    },
  };
  return counters;
}
