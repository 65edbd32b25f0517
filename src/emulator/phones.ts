import { createLane, type Lane } from './lane.js';
import type { LiveState } from './live-state.js';
import type { Webhook } from './poster.js';

/** The customers' phones: what they send, and what waits for them while they are offline. */
export interface Phones {
  /** Sends a message of a customer; `holdMs` is how long one that is reordered waits for more of its burst. */
  send(webhook: Webhook, holdMs?: number): void;
  /** Tells the bot what became of a message of its own. */
  report(webhook: Webhook): void;
  /** Runs it once the phone is online. */
  whenOnline(customer: string, run: () => void): void;
  setOnline(customer: string, online: boolean): void;
  clear(): void;
}

interface Phone {
  readonly messages: Lane;
  readonly reports: Lane;
  waiting: (() => void)[];
}

const usualHoldMs = 1000;
const mostWaiting = 500;

/** Options of the phones. */
export interface PhonesOptions {
  readonly live: LiveState;
  readonly post: (webhook: Webhook) => Promise<boolean>;
  readonly closing: AbortSignal;
}

/** Makes a phone for each customer who needs one. */
export function createPhones({ live, post, closing }: PhonesOptions): Phones {
  const phones = new Map<string, Phone>();
  const isOnline = (customer: string): boolean => live.customer(customer)?.online !== false;

  function phoneOf(customer: string): Phone {
    const known = phones.get(customer);
    if (known !== undefined) return known;
    const phone = { messages: createLane(closing), reports: createLane(closing), waiting: [] };
    phones.set(customer, phone);
    if (!isOnline(customer)) phone.messages.hold();
    return phone;
  }

  function deliver(lane: Lane, webhook: Webhook, holdMs: number | undefined): void {
    const { onPosted: _told, onAccepted: _accepted, onRefused: _refused, ...again } = webhook;
    const parcel = {
      async post() {
        const done = await post(webhook);
        if (done && live.faults().redeliver) void post({ ...again, title: `${again.title} (redelivered)` });
        return done;
      },
    };
    if (holdMs !== undefined && live.faults().reorder) lane.pushReversed(parcel, holdMs);
    else lane.push(parcel);
  }

  return {
    send: (webhook, holdMs = usualHoldMs) => deliver(phoneOf(webhook.customer).messages, webhook, holdMs),
    report: (webhook) => deliver(phoneOf(webhook.customer).reports, webhook, undefined),
    whenOnline(customer, run) {
      if (isOnline(customer)) return run();
      const { waiting } = phoneOf(customer);
      waiting.push(run);
      if (waiting.length > mostWaiting) waiting.shift();
    },
    setOnline(customer, online) {
      const phone = phoneOf(customer);
      if (!online) return phone.messages.hold();
      phone.messages.release({ reversed: live.faults().reorder });
      const waiting = phone.waiting;
      phone.waiting = [];
      for (const run of waiting) run();
    },
    clear() {
      for (const { messages, reports } of phones.values()) {
        messages.clear();
        reports.clear();
      }
      for (const phone of phones.values()) phone.waiting = [];
    },
  };
}
