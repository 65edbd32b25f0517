import { seededRandom } from '../../src/seeded-random.js';

/** A message of a trace. */
export interface TracedMessage {
  atMs: number;
  customer: number;
  /** The first of its burst. */
  opens: boolean;
}

/** How customers write. */
export interface TraceOptions {
  burstsPerSecond: number;
  seconds: number;
}

const MAX_BURST = 8;
const GAP_MS = [200, 800] as const;
const PAUSE_MS = [8000, 24_000] as const;
// From the beginning of a burst to that of the next, on average.
const CYCLE_MS = ((MAX_BURST - 1) / 2) * 500 + 16_000;

/** Bursts of 1 to 8 messages, 0.2 to 0.8 s apart, with 8 to 24 s between bursts; in order of time. */
export function makeTrace({ burstsPerSecond, seconds }: TraceOptions): TracedMessage[] {
  const random = seededRandom(burstsPerSecond);
  const within = ([least, most]: readonly [number, number]): number => least + random() * (most - least);
  const messages: TracedMessage[] = [];
  const customers = Math.round((burstsPerSecond * CYCLE_MS) / 1000);
  for (let customer = 0; customer < customers; customer += 1) {
    for (let atMs = random() * CYCLE_MS; atMs < seconds * 1000; atMs += within(PAUSE_MS)) {
      const length = 1 + Math.floor(random() * MAX_BURST);
      for (let place = 0; place < length; place += 1) {
        if (place > 0) atMs += within(GAP_MS);
        messages.push({ atMs, customer, opens: place === 0 });
      }
    }
  }
  return messages.sort((a, b) => a.atMs - b.atMs);
}
