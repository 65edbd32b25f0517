import type { SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** How many messages wait over all processes, approximately: a crash between two calls is put right by the next count. */
export interface Waiting {
  /** Whether one more may wait; it counts from now on, until it is stored or not. */
  reserve(most: number): boolean;
  /** Asks how many there are; a process that only accepts hears of what others have done by nothing else. */
  refresh(): Promise<void>;
  /** What was reserved is stored and counted, or not. */
  reserved(stored: boolean): void;
  /** One more, or one less; not waited for. */
  add(difference: 1 | -1): void;
  /** The number is said to be this. */
  learn(total: number): void;
  /** Says what was counted. */
  set(total: number): Promise<void>;
}

const REFRESH_MS = 200;

export function createWaiting(server: Server, keys: SharedKeys, keepIdleMs: number): Waiting {
  let total = 0;
  let reservations = 0;
  let unanswered = 0;
  let refreshedMs = Number.NEGATIVE_INFINITY;

  // Older than what was counted here since.
  const learn = (heard: number): void => {
    if (unanswered === 0) total = Math.max(0, heard);
  };

  function add(difference: 1 | -1): void {
    total = Math.max(0, total + difference);
    unanswered += 1;
    server.run('count', [keys.waiting], [difference, keepIdleMs]).then(
      (heard) => {
        unanswered -= 1;
        learn(heard as number);
      },
      () => {
        unanswered -= 1;
      },
    );
  }

  return {
    reserve(most) {
      if (total + reservations >= most) return false;
      reservations += 1;
      return true;
    },
    async refresh() {
      if (performance.now() - refreshedMs < REFRESH_MS) return;
      refreshedMs = performance.now();
      learn(Number((await server.use((redis) => redis.get(keys.waiting))) ?? 0));
    },
    reserved(stored) {
      reservations -= 1;
      if (stored) add(1);
    },
    add,
    learn,
    async set(counted) {
      await server.use((redis) => redis.set(keys.waiting, counted, 'KEEPTTL'));
      learn(counted);
    },
  };
}
