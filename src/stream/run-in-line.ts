import type { Activity } from '../activity/activity.js';
import type { GuardedEmitter } from '../guarded-emitter.js';
import type { Handler, Inbox, Logger, TurnOutcome } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import type { ChannelEvents } from './channel.js';
import type { ConversationLines } from './conversation-lines.js';
import type { Turns } from './run-turn.js';

/** What running turns in their lines works with. */
export interface RunInLineParts {
  inbox: Inbox;
  receipts: Receipts;
  lines: ConversationLines;
  turns: Turns;
  events: GuardedEmitter<ChannelEvents>;
  log: Logger;
  closing: AbortSignal;
  /** Whether a conversation may go on here. */
  holds: (conversation: string) => boolean;
}

/** An activity's turn. */
export interface TurnToRun {
  handler: Handler;
  /** The messages that the activity stands for. */
  activities: readonly Activity[];
  maxAttempts: number;
}

/** The first pause before a handler is tried again; each one is twice as long as that before. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Runs turns in their conversation's line, again where the handler fails and may be tried again; gives how the last one
 * ended, or nothing when the channel ended first or the conversation went elsewhere.
 */
export function runInLine(parts: RunInLineParts) {
  const { inbox, receipts, lines, turns, events, log, closing, holds } = parts;

  function tell({ conversation, id }: Activity, failure: Failure): void {
    const { outcome, err, attempt, retryInMs } = failure;
    const error = err instanceof Error ? err.name : typeof err;
    const retry = retryInMs === undefined ? {} : { retryInMs };
    events.emit('turnFailed', () => ({ conversation: conversation.id, id, outcome, error, attempt, ...retry }));
    const what = outcome === 'failed' ? 'a handler threw' : 'a turn took longer than turnTimeoutMs';
    log.error({ conversation: conversation.id, id, outcome, attempt, ...retry, err }, what);
  }

  async function countFailure(activities: readonly Activity[]): Promise<number> {
    const counts = activities.map(async (activity) => (await inbox.failed?.(activity)) ?? 1);
    return Math.max(1, ...(await Promise.all(counts)));
  }

  return (activity: Activity, { handler, activities, maxAttempts }: TurnToRun): Promise<TurnOutcome | undefined> =>
    lines.run(activity.conversation.id, async () => {
      for (;;) {
        if (!holds(activity.conversation.id)) return undefined;
        const { outcome, error: err } = await turns.run(activity, handler, activities);
        if (outcome === 'closed') return undefined;
        let retryInMs: number | undefined;
        if (outcome !== 'handled') {
          const attempt = await countFailure(activities);
          // One that ran out of time may still be at it.
          if (outcome === 'failed' && attempt < maxAttempts)
            retryInMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
          tell(activity, { outcome, err, attempt, retryInMs });
        }
        if (retryInMs === undefined) {
          for (const one of activities) receipts.handled(one, outcome);
          return outcome;
        }
        if (!(await turns.pause(activity, retryInMs, closing))) return undefined;
      }
    });
}

interface Failure {
  outcome: 'failed' | 'timedOut';
  err: unknown;
  attempt: number;
  retryInMs: number | undefined;
}
