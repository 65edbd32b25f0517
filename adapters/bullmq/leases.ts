import { type Desk, isLive } from './desk.js';
import { lose } from './lost.js';
import type { Owned } from './owned.js';
import { look } from './reading.js';
import type { Releasing } from './releasing.js';
import { stamp } from './stamp.js';

/** Keeps the leases of this process alive, and notices when one has run out. */
export interface Leases {
  start(): void;
  stop(): void;
  /** Looks into all mailboxes now: word of what came may have been lost. */
  lookAll(): void;
}

// The shorter, the earlier a process that was stopped and goes on notices what it has lost.
const WATCH_MS = 100;

export function createLeases(desk: Desk, releasing: Releasing): Leases {
  const { leaseMs } = desk.settings;
  const timers: ReturnType<typeof setInterval>[] = [];

  function watch(): void {
    const expired = [...desk.owned.values()].filter((one) => !isLive(desk, one));
    if (expired.length > 0) {
      const conversations = expired.length;
      desk.logger.warn({ conversations }, 'leases have run out: this process was held up, or Redis was away');
    }
    for (const one of expired) lose(desk, one, 'expired');
    releasing.tick();
  }

  async function renew(one: Owned): Promise<void> {
    one.renewing = true;
    const askedAt = stamp();
    try {
      const newest = await desk.mailboxes.renew(one.conversation, { instance: desk.instance, fence: one.fence });
      // Given up on purpose while it was asked: that is no loss.
      if (newest === -1) return one.releasing === undefined ? lose(desk, one, 'taken') : undefined;
      one.leasedAt = askedAt;
      if (newest > one.newest) void look(desk, one);
      else if (one.open.size === 0) releasing.linger(one);
    } catch {
      // Tried again in a third of the lease; without an answer it runs out.
    } finally {
      one.renewing = false;
    }
  }

  async function renewAll(): Promise<void> {
    watch();
    const all = [...desk.owned.values()].filter(({ renewing, releasing: ending }) => !renewing && ending === undefined);
    await Promise.all(all.map(renew));
    const kept = all.filter(({ gone, releasing: ending }) => !gone && ending === undefined);
    await desk.due.set(
      kept.map(({ conversation }) => conversation),
      leaseMs,
    );
  }

  return {
    start() {
      if (timers.length > 0) return;
      timers.push(setInterval(watch, Math.min(WATCH_MS, leaseMs / 10)));
      timers.push(setInterval(() => void renewAll().catch(() => undefined), leaseMs / 3));
      for (const timer of timers) timer.unref();
    },
    stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
    },
    lookAll() {
      for (const one of desk.owned.values()) void look(desk, one);
    },
  };
}
