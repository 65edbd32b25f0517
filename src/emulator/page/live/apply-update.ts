import type { Bubble, State, Update } from '../../protocol.js';

/** More than anybody scrolls through; keeps a page that is open for days small. */
const kept = 1000;
/** Of each customer, as the emulator itself keeps them. */
const keptBubbles = 500;

/** The state after an update. */
export function applyUpdate(state: State | undefined, update: Update): State | undefined {
  if (update.type === 'state') return update.state;
  if (!state) return undefined;
  switch (update.type) {
    case 'customer':
      return { ...state, customers: put(state.customers, update.customer, (one) => one.number) };
    case 'bubble':
      return { ...state, bubbles: putBubble(state.bubbles, update.bubble) };
    case 'entry':
      return { ...state, entries: put(state.entries, update.entry, (one) => one.seq) };
    case 'typing':
      return { ...state, typingUntil: { ...state.typingUntil, [update.customer]: update.until ?? 0 } };
    case 'counters':
      return { ...state, counters: update.counters };
    case 'faults':
      return { ...state, faults: update.faults };
    case 'halted': {
      const { halted: _, ...rest } = state;
      return update.halted ? { ...rest, halted: update.halted } : rest;
    }
    case 'reachable':
      return { ...state, reachable: update.reachable };
  }
}

/** The items with one of them replaced, or with one more. */
function put<Item>(items: readonly Item[], item: Item, keyOf: (item: Item) => unknown): readonly Item[] {
  const index = items.findIndex((other) => keyOf(other) === keyOf(item));
  return index < 0 ? [...items, item].slice(-kept) : items.with(index, item);
}

/** The same for bubbles: a long chat does not shorten another one. */
function putBubble(bubbles: readonly Bubble[], bubble: Bubble): readonly Bubble[] {
  const index = bubbles.findIndex(({ id }) => id === bubble.id);
  if (index >= 0) return bubbles.with(index, bubble);
  const isSame = ({ customer }: Bubble): boolean => customer === bubble.customer;
  if (bubbles.filter(isSame).length < keptBubbles) return [...bubbles, bubble];
  return [...bubbles.toSpliced(bubbles.findIndex(isSame), 1), bubble];
}
