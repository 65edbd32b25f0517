import type { Bubble, BubbleContent, Customer, Entry, State } from '../../src/emulator/protocol.js';

/** Anna's number; Bruno's ends in 2. */
export const anna: Customer = { number: '393330000001', name: 'Anna', online: true };
export const bruno: Customer = { number: '393330000002', name: 'Bruno', online: true };

/** 10:32:05 where the browser of a test is. */
export const tenThirtyTwo: number = Date.UTC(2025, 4, 6, 10, 32, 5);

/** What a page shows at first. */
export function stateWith(given: Partial<State> = {}): State {
  return {
    business: '390210000000',
    webhook: 'http://127.0.0.1:3978/webhook',
    customers: [anna, bruno],
    bubbles: [],
    entries: [],
    typingUntil: {},
    counters: { messages: 0, bursts: 0, calls: 0, saved: 0, latenciesMs: [] },
    faults: { latencyMs: 0, redeliver: false, reorder: false },
    ...given,
  };
}

/** A message of Anna's, or one to her. */
export function bubbleWith(content: BubbleContent | string, given: Partial<Bubble> = {}): Bubble {
  return {
    id: 'wamid.one',
    customer: anna.number,
    from: 'customer',
    content: typeof content === 'string' ? { kind: 'text', text: content } : content,
    at: tenThirtyTwo,
    reactions: {},
    ...given,
  };
}

/** A receipt that is due for two messages. */
export const dueForTwo: Entry = {
  seq: 2,
  at: tenThirtyTwo + 1000,
  customer: anna.number,
  kind: 'due',
  title: 'receipt due (expected)',
  violations: [],
  due: { by: 'quiet', messages: 2, newest: 'wamid.two', quietMs: 1000, maxWaitMs: 5000 },
};

/** A step of the timeline. */
export function entryWith(given: Partial<Entry> & { seq: number }): Entry {
  return {
    at: tenThirtyTwo,
    customer: anna.number,
    kind: 'webhook',
    title: 'webhook of one message',
    status: 200,
    tookMs: 12,
    violations: [],
    ...given,
  };
}
