import type { Desk } from './desk.js';

/** Looks regularly for conversations that somebody has to work on and nobody does: after crashes, pauses and outages. */
export interface Sweeping {
  start(): void;
  /** Not at the next time, but now. */
  soon(): void;
  stop(): void;
}

const COUNT = 500;
const MIN_MS = 200;
// All instances see the same list; with their jitter one of them comes first and takes what is due.
const JITTER = 0.2;

export function createSweeping(desk: Desk): Sweeping {
  const { sweepMs } = desk.settings;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let started = false;

  function schedule(inMs: number): void {
    clearTimeout(timer);
    if (!started) return;
    timer = setTimeout(() => void sweep(), inMs * (1 + Math.random() * JITTER));
    timer.unref();
  }

  async function sweep(): Promise<void> {
    let nextMs = sweepMs;
    try {
      for (let more = true; more && started; ) {
        const taken = await desk.due.take(COUNT);
        await Promise.all(taken.conversations.map((conversation) => desk.jobs.arm(conversation)));
        more = taken.conversations.length === COUNT;
        // A lease that will have run out earlier is looked at then.
        nextMs = Math.min(sweepMs, taken.nextMs);
      }
    } catch {
      // The server is away; what was taken and not armed is due again in sweepMs.
    }
    schedule(Math.max(MIN_MS, nextMs));
  }

  return {
    start() {
      if (started) return;
      started = true;
      schedule(MIN_MS);
    },
    soon: () => schedule(MIN_MS),
    stop() {
      started = false;
      clearTimeout(timer);
    },
  };
}
