import type { Delivery } from './deliveries.js';

/** Watches for activities that left the receipts and never reached `dispatch`, so that nothing is held for ever. */
export interface UnreceivedWatch {
  add(delivery: Delivery): void;
  stop(): void;
}

export function createUnreceivedWatch(afterMs: number, onUnreceived: (delivery: Delivery) => void): UnreceivedWatch {
  // In order of emission, so the first is the next to look at: one timer serves all.
  const watched = new Map<Delivery, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    timer = undefined;
    const now = performance.now();
    for (const [delivery, atMs] of watched) {
      const open = !delivery.received && !delivery.collected && !delivery.settled;
      if (open && atMs > now) {
        timer = setTimeout(look, Math.ceil(atMs - now));
        return;
      }
      watched.delete(delivery);
      if (open) onUnreceived(delivery);
    }
  }

  return {
    add(delivery) {
      watched.set(delivery, performance.now() + afterMs);
      timer ??= setTimeout(look, afterMs);
    },
    stop() {
      clearTimeout(timer);
      watched.clear();
    },
  };
}
