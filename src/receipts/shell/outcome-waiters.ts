import type { Activity } from '../../activity/activity.js';
import { isNewer } from '../core/batch.js';
import type { Ended, Outcome } from '../core/outcome.js';
import type { HeldMessage, Lane } from './lane.js';
import { waitFor } from './wait-for.js';

/** Promises of outcomes, made only when somebody asks (R20). */
export interface OutcomeWaiters {
  wait(activity: Activity, lane: Lane | undefined, signal: AbortSignal | undefined): Promise<Outcome | undefined>;
  tell(lane: Lane, ended: Ended<HeldMessage>): void;
  /** The end: nothing is told any more. */
  end(): void;
}

interface Waiter {
  id: string;
  at: number;
  arrival: number;
  resolve: (outcome: Outcome | undefined) => void;
}

export function createOutcomeWaiters(): OutcomeWaiters {
  const byConversation = new Map<string, Waiter[]>();

  return {
    wait(activity, lane, signal) {
      const message = openMessage(lane, activity.id);
      if (message === undefined) return Promise.resolve(knownOutcome(lane, activity.id));
      const { id, at, arrival } = message;
      const { conversation } = lane as Lane;
      const waiters = byConversation.get(conversation) ?? [];
      byConversation.set(conversation, waiters);
      return waitFor<Outcome | undefined>((resolve) => waiters.push({ id, at, arrival, resolve }), signal);
    },
    tell(lane, { message, outcome, older }) {
      const { conversation } = lane;
      const waiters = byConversation.get(conversation);
      if (waiters === undefined) return;
      const left = waiters.filter((waiter) => {
        if (waiter.id === message.id) waiter.resolve(outcome);
        else if (older > 0 && isNewer(message, waiter) && openMessage(lane, waiter.id) === undefined) {
          // It has no remembered id any more, and shares the end of the oldest that has (R20).
          waiter.resolve(outcome === 'sent' ? 'covered' : outcome);
        } else return true;
        return false;
      });
      if (left.length > 0) byConversation.set(conversation, left);
      else byConversation.delete(conversation);
    },
    end() {
      for (const waiters of byConversation.values()) for (const { resolve } of waiters) resolve(undefined);
      byConversation.clear();
    },
  };
}

function openMessage(lane: Lane | undefined, id: string | undefined): HeldMessage | undefined {
  if (lane === undefined) return undefined;
  const { pending, flight, postponed, awaiting } = lane;
  const remembered = [pending, flight, postponed, awaiting].flatMap((batch) => batch?.messages ?? []);
  return (
    remembered.find((message) => message.id === id) ??
    lane.held.find((message) => message.id === id && message.group !== 'ready')
  );
}

function knownOutcome(lane: Lane | undefined, id: string | undefined): Outcome | undefined {
  if (id === undefined || lane?.mark === undefined) return undefined;
  if (lane.mark.id === id) return 'sent';
  return lane.mark.ids.includes(id) ? 'covered' : undefined;
}
