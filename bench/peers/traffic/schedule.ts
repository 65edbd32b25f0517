import { seededRandom } from '../../../src/seeded-random.js';

/** How the customers write. */
export interface TrafficOptions {
  conversations: number;
  /** How often each of them writes a burst. */
  bursts: number;
  messagesPerSecond: number;
  /** The first of the message ids. */
  series: number;
}

/** A message to be posted. */
export interface Planned {
  atMs: number;
  customer: number;
  id: string;
}

/** All messages in order of time, and those of each customer's last burst by id. */
export interface Schedule {
  messages: Planned[];
  last: Record<string, number>;
}

export const BURST = 5;
const GAP_MS = [20, 50] as const;

/**
 * Bursts of 5 messages, 20 to 50 ms apart. Every conversation has as many, in equal distances, and begins at a time of
 * its own: the traffic is as dense at the end as at the beginning, and no two bursts of a conversation touch.
 */
export function scheduleOf({ conversations, bursts, messagesPerSecond, series }: TrafficOptions): Schedule {
  const random = seededRandom(conversations);
  const cycleMs = (conversations * BURST * 1000) / messagesPerSecond;
  const messages: Planned[] = [];
  const last: Record<string, number> = {};
  for (let customer = 0; customer < conversations; customer += 1) {
    const startMs = random() * cycleMs;
    for (let burst = 0; burst < bursts; burst += 1) {
      let atMs = startMs + burst * cycleMs;
      for (let place = 0; place < BURST; place += 1) {
        const id = `wamid.HBgM${`${series}.${customer}.${burst}.${place}`.padStart(40, 'A')}`;
        messages.push({ atMs, customer, id });
        atMs += GAP_MS[0] + random() * (GAP_MS[1] - GAP_MS[0]);
        if (burst === bursts - 1) last[id] = customer;
      }
    }
  }
  return { messages: messages.sort((a, b) => a.atMs - b.atMs), last };
}
