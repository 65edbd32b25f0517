import type { Activity } from '../activity/activity.js';

/** The way of one accepted activity through the pipeline. */
export interface Delivery {
  readonly activity: Activity;
  /** The receipts know of it. */
  offered: boolean;
  /** The receipt let it go. */
  released: boolean;
  /** `dispatch` has it. */
  received: boolean;
  settled: boolean;
  settledWaiters?: (() => void)[];
}

/** The activities under way; an activity belongs to its delivery by `conversation.id` and `id`. */
export interface Deliveries {
  add(activity: Activity): Delivery;
  find(activity: Activity): Delivery | undefined;
  settle(delivery: Delivery): void;
  /** Tells those who wait that nothing more will be done. */
  releaseAll(): void;
  /** Forgets a delivery that was not accepted. */
  drop(delivery: Delivery): void;
}

export function createDeliveries(): Deliveries {
  const byKey = new Map<string, Delivery>();
  const keyOf = ({ conversation, id }: Activity): string => `${conversation.id}\n${id ?? ''}`;

  return {
    add(activity) {
      const delivery: Delivery = { activity, offered: false, released: false, received: false, settled: false };
      byKey.set(keyOf(activity), delivery);
      return delivery;
    },
    find: (activity) => byKey.get(keyOf(activity)),
    settle(delivery) {
      delivery.settled = true;
      byKey.delete(keyOf(delivery.activity));
      for (const tell of delivery.settledWaiters ?? []) tell();
    },
    releaseAll() {
      for (const { settledWaiters = [] } of byKey.values()) for (const tell of settledWaiters) tell();
    },
    drop: ({ activity }) => void byKey.delete(keyOf(activity)),
  };
}

/** Resolves when the delivery is settled. */
export function settled(delivery: Delivery): Promise<void> {
  if (delivery.settled) return Promise.resolve();
  delivery.settledWaiters ??= [];
  const waiters = delivery.settledWaiters;
  return new Promise((resolve) => waiters.push(resolve));
}
