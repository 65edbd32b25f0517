import { assertFailure, type Failure } from './failures.js';
import { isSelected, type RequestKind, type RequestSelector } from './recorded-request.js';

/** How often a failure is given, and to which requests. */
export interface FailOptions {
  /**
   * How many times the failure, or the whole list in turn, is given; `Infinity` until it is cleared.
   * @default 1
   */
  times?: number;
  /**
   * Which requests get it.
   * @default 'any'
   */
  on?: RequestSelector;
}

/** Which answers are delayed. */
export interface LatencyOptions {
  /**
   * Which requests are answered late.
   * @default 'any'
   */
  on?: RequestSelector;
}

/** The faults still to be given, and the latency. */
export interface FaultPlan {
  fail(failure: Failure | readonly Failure[], options?: FailOptions): void;
  setLatency(ms: number, options?: LatencyOptions): void;
  /** The next failure for a request, used up by asking. */
  take(kind: RequestKind): Failure | undefined;
  latencyMs(kind: RequestKind): number;
  clear(): void;
}

interface Entry {
  readonly on: RequestSelector;
  readonly failures: readonly Failure[];
  left: number;
  next: number;
}

/** Keeps the faults a test has queued. */
export function createFaultPlan(): FaultPlan {
  const kinds: readonly RequestKind[] = ['read', 'send', 'upload', 'other'];
  const latency = new Map<RequestKind, number>();
  let queue: Entry[] = [];

  return {
    fail(failure, { times = 1, on = 'any' } = {}) {
      const failures = Array.isArray(failure) ? [...(failure as readonly Failure[])] : [failure as Failure];
      if (failures.length === 0) throw new TypeError('[tidemark/testing] expected at least one failure; got none');
      if (!(times === Infinity || (Number.isInteger(times) && times > 0))) {
        throw new TypeError(`[tidemark/testing] expected times to be a positive integer or Infinity; got ${times}`);
      }
      for (const each of failures) assertFailure(each);
      queue.push({ on, failures, left: times * failures.length, next: 0 });
    },
    setLatency(ms, { on = 'any' } = {}) {
      if (!(ms >= 0 && Number.isFinite(ms))) {
        throw new TypeError(`[tidemark/testing] expected a latency of 0 or more milliseconds; got ${ms}`);
      }
      for (const kind of kinds) if (isSelected(kind, on)) latency.set(kind, ms);
    },
    take(kind) {
      const entry = queue.find(({ on }) => isSelected(kind, on));
      if (entry === undefined) return undefined;
      const failure = entry.failures[entry.next % entry.failures.length];
      entry.next += 1;
      entry.left -= 1;
      if (entry.left === 0) queue = queue.filter((other) => other !== entry);
      return failure;
    },
    latencyMs: (kind) => latency.get(kind) ?? 0,
    clear() {
      queue = [];
      latency.clear();
    },
  };
}
