import type { Activity } from '../../activity/activity.js';
import type { Logger } from '../../ports.js';
import type { PolicyVerdict } from '../core/policy.js';
import { type ReadPolicy, timeOf } from '../policy.js';

/** A question to the policy that is still open. */
export interface Question {
  /** Time is up: what has not been answered is a no. */
  timeOut(): void;
}

/** What asking works with. */
export interface AskOptions {
  policy: ReadPolicy;
  log: Logger;
  nowMs: () => number;
  /** Told once, with a verdict for each activity. */
  answered: (verdicts: PolicyVerdict[]) => void;
}

/** Asks the policy about several activities at once (R15). */
export function askPolicy(activities: readonly Activity[], { policy, log, nowMs, answered }: AskOptions): Question {
  const verdicts: PolicyVerdict[] = activities.map(() => false);
  let open = activities.length;
  let done = false;

  function finish(): void {
    if (done) return;
    done = true;
    answered(verdicts);
  }

  async function ask(activity: Activity): Promise<PolicyVerdict> {
    try {
      return verdictOf(await policy(activity), nowMs());
    } catch (err) {
      log.warn({ id: activity.id, err }, 'shouldRead threw; the message stays unread');
      return false;
    }
  }

  for (const [index, activity] of activities.entries()) {
    void ask(activity).then((verdict) => {
      if (done) return;
      verdicts[index] = verdict;
      open -= 1;
      if (open === 0) finish();
    });
  }
  return {
    timeOut() {
      if (!done)
        log.warn(
          { ids: activities.map(({ id }) => id) },
          'shouldRead took longer than policyTimeoutMs; unanswered messages stay unread',
        );
      finish();
    },
  };
}

function verdictOf(decision: unknown, nowMs: number): PolicyVerdict {
  if (decision === true) return true;
  const notBefore = timeOf(decision);
  if (notBefore === undefined) return false;
  const inMs = notBefore.getTime() - Date.now();
  return inMs <= 0 || { notBeforeMs: nowMs + inMs };
}
