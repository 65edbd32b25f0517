import type { Activity } from '../../activity/activity.js';
import { isNewer } from '../core/batch.js';
import type { Ended, Outcome } from '../core/outcome.js';
import type { HeldMessage, Lane } from './lane.js';
import { waitFor } from './wait-for.js';

/** Promises of outcomes, made only when somebody asks (R20). */
export interface OutcomeWaiters {
  wait(activity: Activity, lane: Lane | undefined, signal: AbortSignal | undefined): Promise<Outcome | undefined>;
  tell(lane: Lane, ended: Ended<HeldMessage>): void;
  /** Nothing is told of this conversation any more. */
  forget(conversation: string): void;
  /** The end: nothing is told any more. */
  end(): void;
}

interface Waiter {
  id: string;
  at: number;
  arrival: number;
  resolve: (outcome: Outcome | undefined) => void;
}

/** What ends together: its newest message, and how the forgotten ones end, if there are any. */
interface Ending {
  newest: HeldMessage;
  shared: Outcome | undefined;
}

export function createOutcomeWaiters(): OutcomeWaiters {
  const byConversation = new Map<string, Waiter[]>();
  const ending = new Map<string, Ending>();

  function keep(conversation: string, waiters: Waiter[]): void {
    if (waiters.length > 0) byConversation.set(conversation, waiters);
    else byConversation.delete(conversation);
  }

  // Forgotten messages are no newer than what ends with them; where that is only one that came late, nothing else may wait.
  function tellForgotten(lane: Lane): void {
    const { newest, shared } = ending.get(lane.conversation) as Ending;
    ending.delete(lane.conversation);
    if (shared === undefined) return;
    const others = [lane.pending, lane.flight, lane.postponed].some((batch) => batch !== undefined && batch.older > 0);
    const left = (byConversation.get(lane.conversation) ?? []).filter((waiter) => {
      // One whose id was forgotten may have been taken in again: that is another message.
      const isOpen = openMessage(lane, waiter.id)?.arrival === waiter.arrival;
      if (isOpen || (others && isNewer(waiter, newest))) return true;
      waiter.resolve(shared);
      return false;
    });
    keep(lane.conversation, left);
  }

  /** Notes one of the messages that end together; they are told one after another. */
  function note(lane: Lane, { message, outcome, older }: Ended<HeldMessage>): void {
    const noted = ending.get(lane.conversation);
    const shared = older > 0 ? (outcome === 'sent' ? 'covered' : outcome) : noted?.shared;
    const newest = noted === undefined || isNewer(message, noted.newest) ? message : noted.newest;
    ending.set(lane.conversation, { newest, shared });
    if (noted === undefined) queueMicrotask(() => tellForgotten(lane));
  }

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
    tell(lane, ended) {
      const { conversation } = lane;
      const waiters = byConversation.get(conversation);
      if (waiters === undefined) return;
      const { message, outcome } = ended;
      const left = waiters.filter((waiter) => {
        if (waiter.id !== message.id || waiter.arrival !== message.arrival) return true;
        waiter.resolve(outcome);
        return false;
      });
      keep(conversation, left);
      // What has no remembered id any more shares the end of the oldest that has (R20).
      if (left.length > 0) note(lane, ended);
    },
    forget(conversation) {
      for (const { resolve } of byConversation.get(conversation) ?? []) resolve(undefined);
      byConversation.delete(conversation);
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
