import { pause } from './pause.js';

/** A webhook on its way out. */
export interface Parcel {
  /** Posts it; gives whether it need not be posted again. */
  post(): Promise<boolean>;
}

/** What one customer sends, in order. */
export interface Lane {
  push(parcel: Parcel): void;
  /** With a time, it waits until nothing was pushed for so long; what waits then goes out newest first. */
  pushReversed(parcel: Parcel, holdMs: number): void;
  hold(): void;
  release(options: { reversed: boolean }): void;
  /** Forgets what has not been posted. */
  clear(): void;
}

// A bot that answers late does so because it thinks: the customer's next message does not wait for that.
const patienceMs = 250;
const firstBackoffMs = 1000;
const mostBackoffMs = 30_000;
// An offline phone, and a bot that is down, must not fill the memory.
const mostWaiting = 1000;

/** Posts in order: the next one once the one before is answered or slow, and none while one waits to be tried again. */
export function createLane(closing: AbortSignal): Lane {
  let waiting: Parcel[] = [];
  let reversed: Parcel[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  let running = false;
  let failures = 0;
  let mustWait = false;
  let epoch = 0;

  async function send(parcel: Parcel): Promise<void> {
    const begun = epoch;
    const done = await parcel.post();
    if (begun !== epoch || closing.aborted) return;
    if (done) {
      failures = 0;
      return;
    }
    failures += 1;
    mustWait = true;
    waiting.unshift(parcel);
    void run();
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    while (waiting.length > 0 && !held && !closing.aborted) {
      if (mustWait) {
        mustWait = false;
        await pause(Math.min(firstBackoffMs * 2 ** (failures - 1), mostBackoffMs), closing);
        continue;
      }
      const parcel = waiting.shift() as Parcel;
      const patience = new AbortController();
      const slow = pause(patienceMs, AbortSignal.any([patience.signal, closing]));
      await Promise.race([send(parcel), slow]);
      patience.abort();
    }
    running = false;
  }

  function add(parcels: readonly Parcel[]): void {
    waiting.push(...parcels);
    waiting.splice(0, waiting.length - mostWaiting);
    void run();
  }

  function flush(): void {
    clearTimeout(timer);
    const parcels = reversed.reverse();
    reversed = [];
    add(parcels);
  }
  closing.addEventListener('abort', () => clearTimeout(timer), { once: true });

  return {
    push(parcel) {
      flush();
      add([parcel]);
    },
    pushReversed(parcel, holdMs) {
      if (held) return add([parcel]);
      reversed.push(parcel);
      clearTimeout(timer);
      timer = setTimeout(flush, holdMs);
    },
    hold() {
      flush();
      held = true;
    },
    release({ reversed: backwards }) {
      held = false;
      if (backwards) waiting.reverse();
      void run();
    },
    clear() {
      epoch += 1;
      clearTimeout(timer);
      waiting = [];
      reversed = [];
      failures = 0;
      mustWait = false;
    },
  };
}
