/** The typing bubbles, and when they end. */
export interface Typing {
  start(customer: string): void;
  end(customer: string): void;
  clear(): void;
}

// As long as WhatsApp shows it.
const shownMs = 25_000;

/** Shows typing until it is ended, or for 25 s. */
export function createTyping(show: (customer: string, until: number | undefined) => void): Typing {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function end(customer: string): void {
    clearTimeout(timers.get(customer));
    if (timers.delete(customer)) show(customer, undefined);
  }

  return {
    start(customer) {
      clearTimeout(timers.get(customer));
      timers.set(
        customer,
        setTimeout(() => end(customer), shownMs),
      );
      show(customer, Date.now() + shownMs);
    },
    end,
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
