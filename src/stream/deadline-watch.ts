/** Watches over many things that should happen within one time; one timer serves all. */
export interface DeadlineWatch<T> {
  add(item: T): void;
  /** The time of all is up now. */
  endAll(): void;
  stop(): void;
}

/** Calls back for each item that is still open when its time is up. */
export function createDeadlineWatch<T>(
  afterMs: number,
  { isOpen, onDue }: { isOpen: (item: T) => boolean; onDue: (item: T) => void },
): DeadlineWatch<T> {
  // In order of their times, so the first is the next to look at.
  const watched = new Map<T, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    timer = undefined;
    const now = performance.now();
    for (const [item, atMs] of watched) {
      const open = isOpen(item);
      if (open && atMs > now) {
        timer = setTimeout(look, Math.ceil(atMs - now));
        return;
      }
      watched.delete(item);
      if (open) onDue(item);
    }
  }

  return {
    add(item) {
      watched.set(item, performance.now() + afterMs);
      timer ??= setTimeout(look, afterMs);
    },
    endAll() {
      const items = [...watched.keys()];
      watched.clear();
      for (const item of items) if (isOpen(item)) onDue(item);
    },
    stop() {
      clearTimeout(timer);
      watched.clear();
    },
  };
}
