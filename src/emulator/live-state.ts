import type { Bubble, Counters, Customer, Entry, Faults, Halt, State, Update } from './protocol.js';

/** What the page shows, and who wants to hear of each change. */
export interface LiveState {
  state(): State;
  /** Calls back on each change; gives the function that ends it. */
  listen(listener: (update: Update) => void): () => void;
  faults(): Faults;
  customerCount(): number;
  customer(number: string): Customer | undefined;
  putCustomer(customer: Customer): void;
  bubble(id: string): Bubble | undefined;
  /** Whose chat a message is in, or was in before it was cleared, or dropped for newer ones. */
  customerOf(id: string): string | undefined;
  bubblesOf(customer: string): readonly Bubble[];
  putBubble(bubble: Bubble): void;
  putEntry(entry: Entry): void;
  setTyping(customer: string, until: number | undefined): void;
  setCounters(counters: Counters): void;
  setFaults(faults: Faults): void;
  setHalted(halted: Halt | undefined): void;
  /** Gives whether that is news. */
  setReachable(reachable: boolean): boolean;
  /** Calls back with the id of each bubble that is dropped for newer ones. */
  onDropped(listener: (id: string) => void): void;
  /** Forgets bubbles, entries and typing. */
  clear(counters: Counters): void;
}

/** What the state is at the start. */
export type Start = Pick<State, 'business' | 'webhook' | 'faults' | 'counters'>;

/**
 * How much is kept: bubbles of a customer, and whose they were when they are gone; entries, customers, and messages the
 * fake remembers beyond what is shown.
 */
export const limits: Readonly<Record<'bubbles' | 'gone' | 'entries' | 'customers' | 'messages', number>> =
  Object.freeze({
    bubbles: 500,
    gone: 50_000,
    entries: 1000,
    customers: 100,
    messages: 100_000,
  });

function dropOldest<T>(map: Map<unknown, T>, most: number): T | undefined {
  if (map.size <= most) return undefined;
  const [[key, value]] = map as Iterable<[unknown, T]> as unknown as [[unknown, T]];
  map.delete(key);
  return value;
}

/** Keeps the state of an emulator. */
export function createLiveState(start: Start): LiveState {
  const listeners = new Set<(update: Update) => void>();
  const dropListeners: ((id: string) => void)[] = [];
  const customers = new Map<string, Customer>();
  const chats = new Map<string, Map<string, Bubble>>();
  const bubbles = new Map<string, Bubble>();
  const gone = new Map<string, string>();
  const entries = new Map<number, Entry>();
  const typingUntil = new Map<string, number>();
  let { faults, counters } = start;
  let reachable: boolean | undefined;
  let halted: Halt | undefined;

  function tell(update: Update): void {
    for (const listener of [...listeners]) listener(update);
  }

  function remember({ id, customer }: Bubble): void {
    gone.set(id, customer);
    dropOldest(gone, limits.gone);
  }

  function state(): State {
    return {
      business: start.business,
      webhook: start.webhook,
      ...(reachable === undefined ? {} : { reachable }),
      customers: [...customers.values()],
      bubbles: [...chats.values()].flatMap((chat) => [...chat.values()]),
      entries: [...entries.values()],
      typingUntil: Object.fromEntries(typingUntil),
      counters,
      faults,
      ...(halted === undefined ? {} : { halted }),
    };
  }

  return {
    state,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    faults: () => faults,
    customerCount: () => customers.size,
    customer: (number) => customers.get(number),
    putCustomer(customer) {
      customers.set(customer.number, customer);
      tell({ type: 'customer', customer });
    },
    bubble: (id) => bubbles.get(id),
    customerOf: (id) => bubbles.get(id)?.customer ?? gone.get(id),
    bubblesOf: (customer) => [...(chats.get(customer)?.values() ?? [])],
    putBubble(bubble) {
      const chat = chats.get(bubble.customer) ?? new Map<string, Bubble>();
      chats.set(bubble.customer, chat);
      chat.set(bubble.id, bubble);
      bubbles.set(bubble.id, bubble);
      const dropped = dropOldest(chat, limits.bubbles);
      if (dropped !== undefined) {
        bubbles.delete(dropped.id);
        remember(dropped);
        for (const listener of dropListeners) listener(dropped.id);
      }
      tell({ type: 'bubble', bubble });
    },
    putEntry(entry) {
      entries.set(entry.seq, entry);
      dropOldest(entries, limits.entries);
      tell({ type: 'entry', entry });
    },
    setTyping(customer, until) {
      if (until === undefined && !typingUntil.delete(customer)) return;
      if (until !== undefined) typingUntil.set(customer, until);
      tell({ type: 'typing', customer, ...(until === undefined ? {} : { until }) });
    },
    setCounters(next) {
      counters = next;
      tell({ type: 'counters', counters });
    },
    setFaults(next) {
      faults = next;
      tell({ type: 'faults', faults });
    },
    setHalted(next) {
      halted = next;
      tell({ type: 'halted', ...(next === undefined ? {} : { halted: next }) });
    },
    setReachable(next) {
      if (reachable === next) return false;
      reachable = next;
      tell({ type: 'reachable', reachable: next });
      return true;
    },
    onDropped: (listener) => void dropListeners.push(listener),
    clear(next) {
      for (const bubble of bubbles.values()) remember(bubble);
      for (const store of [chats, bubbles, entries, typingUntil]) store.clear();
      counters = next;
      tell({ type: 'state', state: state() });
    },
  };
}
