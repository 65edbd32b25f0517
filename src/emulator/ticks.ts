import type { LiveState } from './live-state.js';
import type { Bubble, Ticks } from './protocol.js';
import type { Tally } from './tally.js';

/** Sets the ticks at the customers' messages. */
export interface TickSetter {
  /** The message goes out to the bot. */
  posted(id: string, at: number): void;
  /** The bot has taken it. */
  delivered(id: string): void;
  /** A read call for this message was answered; gives the latency of the newest message it has turned. */
  read(id: string, at: number, run: (turn: () => void) => void): number | undefined;
  clear(): void;
}

/** Options of the ticks. */
export interface TickOptions {
  readonly live: LiveState;
  readonly tally: Tally;
  /** Whether a message is read, by WhatsApp's rule: itself, or a later one of its chat. */
  readonly isRead: (id: string) => boolean;
}

const ranks: readonly Ticks[] = ['waiting', 'sent', 'delivered', 'read'];

/** Keeps the ticks; they never go back. */
export function createTicks({ live, tally, isRead }: TickOptions): TickSetter {
  const postedAt = new Map<string, number>();
  // Read by the bot; the customer may see it later.
  const counted = new Set<string>();

  live.onDropped((id) => {
    postedAt.delete(id);
    counted.delete(id);
  });

  function raise(id: string, ticks: Ticks, readAt?: number): void {
    const bubble = live.bubble(id);
    if (bubble?.ticks === undefined || ranks.indexOf(bubble.ticks) >= ranks.indexOf(ticks)) return;
    live.putBubble({ ...bubble, ticks, ...(readAt === undefined ? {} : { readAt }) });
  }

  function latencyOf({ id }: Bubble, at: number): number {
    return Math.max(0, at - (postedAt.get(id) ?? at));
  }

  function newlyRead(customer: string): readonly Bubble[] {
    const bubbles = live.bubblesOf(customer);
    return bubbles.filter(({ id, ticks }) => ticks !== undefined && ticks !== 'read' && !counted.has(id) && isRead(id));
  }

  return {
    posted(id, at) {
      postedAt.set(id, at);
      raise(id, 'sent');
    },
    delivered(id) {
      const bubble = live.bubble(id);
      raise(id, 'delivered');
      // Older than what is read already: WhatsApp shows it read without a call.
      if (bubble === undefined || counted.has(id) || bubble.ticks === 'read' || !isRead(id)) return;
      const at = Date.now();
      tally.read([latencyOf(bubble, at)], 0);
      raise(id, 'read', at);
      postedAt.delete(id);
    },
    read(id, at, run) {
      const customer = live.bubble(id)?.customer;
      if (customer === undefined) return undefined;
      const turned = newlyRead(customer);
      const latencies = turned.map((bubble) => latencyOf(bubble, at));
      tally.read(latencies, 1);
      const newest = turned.findIndex((bubble) => bubble.id === id);
      for (const bubble of turned) counted.add(bubble.id);
      run(() => {
        for (const bubble of turned) {
          counted.delete(bubble.id);
          postedAt.delete(bubble.id);
          raise(bubble.id, 'read', at);
        }
      });
      return latencies.at(newest);
    },
    clear() {
      postedAt.clear();
      counted.clear();
    },
  };
}
