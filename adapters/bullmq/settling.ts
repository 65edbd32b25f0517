import type { Activity, TurnOutcome } from '../../src/index.js';
import type { DeadIndex } from './dead-index.js';
import type { Desk } from './desk.js';
import { lose } from './lost.js';
import type { Done } from './mailboxes.js';
import { keyOf, type Open, type Owned, openOf, tellEmptied } from './owned.js';
import { pause } from './pause.js';
import type { Saving } from './saving.js';
import { stamp } from './stamp.js';
import { letterIdOf, storedId } from './stored-id.js';

/** Notes what is done, for as long as it takes: what was done and is not noted would be done twice. */
export interface Settling {
  settle(one: Owned, activity: Activity, outcome: TurnOutcome): Promise<void>;
  /** Counts a failed turn, and gives how many there have been. */
  failed(one: Owned, activity: Activity): Promise<number>;
  /** The arrivals that were done here and could not be noted yet; they go by this token from now on. */
  takeAlong(conversation: string, fence: number): ReadonlySet<number>;
  /** Resolves when nothing is left to be noted. */
  idle(): Promise<void>;
}

interface Writing {
  fence: number;
  done: Done;
}

const RETRY_MS = 250;
const FINAL: ReadonlySet<TurnOutcome> = new Set(['failed', 'timedOut', 'unhandled']);

export function createSettling(desk: Desk, saving: Saving, deadIndex: DeadIndex): Settling {
  const unwritten = new Map<string, Set<Writing>>();
  const running = new Set<Promise<void>>();

  function letterOf({ arrival, activity, failures }: Open, outcome: TurnOutcome): string {
    if (!FINAL.has(outcome)) return '';
    const { id = letterIdOf(arrival), conversation } = activity;
    const failedAt = new Date().toISOString();
    return JSON.stringify({
      id,
      conversation: conversation.id,
      failedAt,
      outcome,
      attempts: failures,
      activity,
    });
  }

  /** Gives what the script says; gives up only when the store is closed. */
  async function write(conversation: string, writing: Writing): Promise<number | undefined> {
    while (!desk.closed.aborted) {
      const { fence, done } = writing;
      try {
        if (done.letter !== '') await deadIndex.add(conversation, done.id || `${done.arrival}`);
        const reply = await desk.mailboxes.settle(conversation, fence, done);
        // Taken over anew by this very process meanwhile.
        if (reply === -1 && writing.fence !== fence) continue;
        return reply;
      } catch {
        await pause(RETRY_MS, desk.closed);
      }
    }
    return undefined;
  }

  async function settle(one: Owned, open: Open, outcome: TurnOutcome): Promise<void> {
    const { conversation, fence } = one;
    const { arrival, activity } = open;
    const letter = letterOf(open, outcome);
    const done = { arrival, id: storedId(activity.id), letter, kept: one.gone ? undefined : saving.next(one) };
    const writing: Writing = { fence, done };
    const ofConversation = unwritten.get(conversation) ?? new Set();
    unwritten.set(conversation, ofConversation.add(writing));
    const reply = await write(conversation, writing);
    ofConversation.delete(writing);
    if (ofConversation.size === 0) unwritten.delete(conversation);
    if (reply === 1) desk.waiting.add(-1);
    if (reply === 0 || reply === 1) saving.confirm(one, writing.done.kept);
    if (letter !== '' && reply === -1)
      await deadIndex.remove(conversation, done.id || `${arrival}`).catch(() => undefined);
    if (reply === -1) lose(desk, one, 'taken');
    one.open.delete(keyOf(open.activity));
    one.idleSince = stamp();
    tellEmptied(one);
  }

  return {
    async settle(one, activity, outcome) {
      const open = openOf(one, activity);
      if (open === undefined || open.settling) return;
      open.settling = true;
      const work = settle(one, open, outcome);
      running.add(work);
      await work.finally(() => running.delete(work));
    },
    async failed(one, activity) {
      const open = openOf(one, activity);
      if (open === undefined) return 1;
      open.failures += 1;
      try {
        const counted = await desk.mailboxes.fail(one.conversation, one.fence, open.arrival);
        if (counted === -1) lose(desk, one, 'taken');
        open.failures = Math.max(open.failures, counted);
      } catch {
        // Counted here at least: without a number the turn would never end.
      }
      return open.failures;
    },
    takeAlong(conversation, fence) {
      const arrivals = new Set<number>();
      for (const writing of unwritten.get(conversation) ?? []) {
        writing.fence = fence;
        // What was to be kept then is no longer what is to be kept.
        writing.done = { ...writing.done, kept: undefined };
        arrivals.add(writing.done.arrival);
      }
      return arrivals;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
