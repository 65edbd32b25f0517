import type { Activity } from '../activity/activity.js';

/** The way of one accepted activity through the pipeline. */
export interface Delivery {
  readonly activity: Activity;
  /** The receipts know of it. */
  offered: boolean;
  /** The receipt let it go. */
  released: boolean;
  /** `collectBursts` has it. */
  collected: boolean;
  /** `dispatch` has it. */
  received: boolean;
  settled: boolean;
  /** Webhooks that try to store it just now, and whether one has. */
  storing: number;
  accepted: boolean;
  /** The channel has ended: nothing more will be done. */
  abandoned: boolean;
  settledWaiters?: (() => void)[];
}

/** The activities under way; an activity belongs to its delivery by `conversation.id` and `id`. */
export interface Deliveries {
  add(activity: Activity): Delivery;
  find(activity: Activity): Delivery | undefined;
  settle(delivery: Delivery): void;
  /** Notes that the activity is being collected, or no longer. */
  collect(activity: Activity): void;
  uncollect(activity: Activity): void;
  /** Forgets a conversation's deliveries: they are another process's now. */
  move(conversation: string): void;
  /** Whether an activity's delivery was moved away. */
  isMoved(activity: Activity): boolean;
  /** Tells those who wait that nothing more will be done. */
  releaseAll(): void;
  /** Forgets a delivery that was not accepted. */
  drop(delivery: Delivery): void;
}

export function createDeliveries({ canMove }: { canMove: boolean }): Deliveries {
  const byKey = new Map<string, Delivery>();
  const moved = new WeakSet<Activity>();
  // Looked for only where conversations move.
  const byConversation = new Map<string, Set<Delivery>>();
  const keyOf = ({ conversation, id }: Activity): string => `${conversation.id}\n${id ?? ''}`;

  function setCollected(activity: Activity, collected: boolean): void {
    const delivery = byKey.get(keyOf(activity));
    if (delivery !== undefined) delivery.collected = collected;
  }

  function enlist(delivery: Delivery): void {
    const { id } = delivery.activity.conversation;
    const those = byConversation.get(id);
    if (those === undefined) byConversation.set(id, new Set([delivery]));
    else those.add(delivery);
  }

  function strike(delivery: Delivery): void {
    const { id } = delivery.activity.conversation;
    const those = byConversation.get(id);
    if (those?.delete(delivery) && those.size === 0) byConversation.delete(id);
  }

  return {
    add(activity) {
      const delivery: Delivery = {
        activity,
        offered: false,
        released: false,
        collected: false,
        received: false,
        settled: false,
        storing: 0,
        accepted: false,
        abandoned: false,
      };
      byKey.set(keyOf(activity), delivery);
      if (canMove) enlist(delivery);
      return delivery;
    },
    find: (activity) => byKey.get(keyOf(activity)),
    collect: (activity) => setCollected(activity, true),
    uncollect: (activity) => setCollected(activity, false),
    settle(delivery) {
      delivery.settled = true;
      byKey.delete(keyOf(delivery.activity));
      if (canMove) strike(delivery);
      for (const tell of delivery.settledWaiters ?? []) tell();
    },
    move(conversation) {
      for (const delivery of byConversation.get(conversation) ?? []) {
        byKey.delete(keyOf(delivery.activity));
        moved.add(delivery.activity);
        delivery.abandoned = true;
        delivery.settled = true;
        for (const tell of delivery.settledWaiters ?? []) tell();
      }
      byConversation.delete(conversation);
    },
    isMoved: (activity) => moved.has(activity),
    releaseAll() {
      for (const delivery of byKey.values()) {
        delivery.abandoned = true;
        for (const tell of delivery.settledWaiters ?? []) tell();
      }
    },
    drop: ({ activity }) => void byKey.delete(keyOf(activity)),
  };
}

/** Resolves when the delivery is settled. */
export function settled(delivery: Delivery): Promise<void> {
  if (delivery.settled || delivery.abandoned) return Promise.resolve();
  delivery.settledWaiters ??= [];
  const waiters = delivery.settledWaiters;
  return new Promise((resolve) => waiters.push(resolve));
}
