import type { Activity } from '../activity/activity.js';

/** Whether a message may be marked read now, never, or not before a time (R15). */
export type ReadDecision =
  | boolean
  | {
      /** The policy is asked again at this time; newer messages wait with this one. */
      notBefore: Date;
    };

/** Decides whether a message is marked read, when its receipt is about to go; throwing or taking too long means no. */
export type ReadPolicy = (activity: Activity) => ReadDecision | Promise<ReadDecision>;

/**
 * Combines policies: one that says no decides, else the latest time counts.
 *
 * @example
 * ```ts
 * createChannel({ gateway, webhook, receipts: { shouldRead: all(isBotsTurn, duringOpeningHours) } });
 * ```
 */
export function all(...policies: readonly ReadPolicy[]): ReadPolicy {
  return async (activity) => {
    let notBefore: Date | undefined;
    for (const policy of policies) {
      const decision = await policy(activity);
      if (decision === true) continue;
      const time = timeOf(decision);
      if (time === undefined) return false;
      if (notBefore === undefined || time > notBefore) notBefore = time;
    }
    return notBefore === undefined ? true : { notBefore };
  };
}

/** The time of a decision that names one; anything else is a no. */
export function timeOf(decision: unknown): Date | undefined {
  const { notBefore } = (decision ?? {}) as { notBefore?: unknown };
  return notBefore instanceof Date && !Number.isNaN(notBefore.getTime()) ? notBefore : undefined;
}
