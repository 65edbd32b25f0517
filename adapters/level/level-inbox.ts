import type { Activity, DeadLetter, Inbox, TurnOutcome } from '../../src/index.js';
import type { Arrivals } from './arrivals.js';
import type { Counts } from './counts.js';
import type { Delivery, Held } from './delivery.js';
import type { KeptConversations } from './kept-conversations.js';
import type { Lane } from './lane.js';
import { del, keys, type Operation, put, states } from './records.js';

/** What the inbox works with. */
export interface LevelInboxOptions {
  readonly arrivals: Arrivals;
  readonly delivery: Delivery;
  readonly conversations: KeptConversations;
  readonly lane: Lane;
  readonly counts: Counts;
  readonly close: () => Promise<readonly Activity[]>;
}

type Failure = DeadLetter['outcome'];

export function createLevelInbox(options: LevelInboxOptions): Inbox & { failed(activity: Activity): number } {
  const { arrivals, delivery, conversations, lane, counts, close } = options;

  return {
    accept: arrivals.accept,
    deliver: delivery.deliver,
    async settle(activity, outcome) {
      const entry = delivery.take(activity);
      if (entry === undefined) return;
      const isDead = isFailure(outcome);
      await lane.transact({
        keep: true,
        plan() {
          // A receipt that is pending outlives its message: it is written before, or with it.
          const kept = conversations.changesOf(entry.activity.conversation.id);
          return { operations: [...kept, ...endOf(entry, outcome)], result: undefined };
        },
        onWritten() {
          counts.waiting -= 1;
          if (isDead) counts.dead += 1;
        },
      });
    },
    failed(activity) {
      const entry = delivery.find(activity);
      if (entry === undefined) return 1;
      entry.attempts += 1;
      const written = put(keys.attempts(entry.sequence), String(entry.attempts));
      // Not waited for: a turn is tried again also while the disk fails.
      lane.transact({ keep: true, plan: () => ({ operations: [written], result: undefined }) }).catch(() => undefined);
      return entry.attempts;
    },
    close,
  };
}

function isFailure(outcome: TurnOutcome): outcome is Failure {
  return outcome === 'failed' || outcome === 'timedOut' || outcome === 'unhandled';
}

/** What is written when a message is settled. */
function endOf(entry: Held, outcome: TurnOutcome): Operation[] {
  const { sequence, attempts, activity } = entry;
  const gone = [del(keys.message(sequence)), ...(attempts > 0 ? [del(keys.attempts(sequence))] : [])];
  const now = Date.now();
  if (isFailure(outcome)) return [...gone, ...deathOf(entry, outcome, now)];
  if (activity.id === undefined) return gone;
  return [...gone, put(keys.known(activity.id), states.done(now)), put(keys.done(now, activity.id), '')];
}

function deathOf({ sequence, attempts, activity }: Held, outcome: Failure, now: number): Operation[] {
  const key = keys.dead(now, sequence);
  // One without an id can be replayed all the same.
  const id = activity.id ?? `without-id-${sequence}`;
  const letter: DeadLetter = {
    id,
    conversation: activity.conversation.id,
    failedAt: new Date(now).toISOString(),
    outcome,
    attempts: outcome === 'unhandled' ? attempts : Math.max(1, attempts),
    activity,
  };
  return [put(key, JSON.stringify(letter)), put(keys.known(id), states.dead(key))];
}
