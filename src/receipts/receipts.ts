import type { Activity } from '../activity/activity.js';
import type { TurnOutcome } from '../ports.js';
import type { Outcome } from './core/outcome.js';
import type { ReceiptEvents } from './events.js';
import type { ReceiptMoment } from './options.js';
import type { ReceiptStats } from './stats.js';

/**
 * What became of an offered activity: it waits for its receipt (`scheduled`), rides on a call under way (`joined`), is
 * read by a newer one's already (`covered`), was offered before (`duplicate`), is older than 30 days (`expired`), or
 * needs no receipt (`passed`; R1, R16).
 */
export type OfferResult = 'scheduled' | 'joined' | 'covered' | 'duplicate' | 'expired' | 'passed';

/**
 * What the receipt of a message came to (R20): a call of its own (`sent`) or a newer one's (`covered`) marked it read, it
 * was left unread on purpose (`suppressed`), refused (`rejected`), given up (`failed`), or older than 30 days (`expired`).
 */
export type ReceiptOutcome = Outcome;

/** Options of {@link Receipts.offer}. */
export interface OfferOptions {
  /** When this activity is handed on. @default the engine's `when` */
  when?: ReceiptMoment;
  /** Called once when the activity may be handed on, perhaps before `offer` returns; in order of arrival. @default none */
  onReleased?: (activity: Activity) => void;
}

/** Options of what waits. */
export interface WaitOptions {
  /** Ends the waiting: the promise then rejects with the signal's reason. @default none */
  signal?: AbortSignal;
}

/** What closing left over. */
export interface ReceiptsClosed {
  /** Messages left unread; they ended `failed` ('closed'). */
  remaining: number;
}

/**
 * Decides when which message is marked read, and makes the calls.
 *
 * Activities are known by `conversation.id` and `id`; the number to mark at is `recipient.id`.
 */
export interface Receipts {
  /** Takes an activity: an incoming message is scheduled for a receipt, everything else passes. */
  offer(activity: Activity, options?: OfferOptions): OfferResult;
  /** Resolves when the activity may be handed on (R17); rejects only with the reason of `signal`. */
  released(activity: Activity, options?: WaitOptions): Promise<void>;
  /** Resolves when the first answer to the activity may go out (R7); rejects only with the reason of `signal`. */
  beforeAnswer(activity: Activity, options?: WaitOptions): Promise<void>;
  /** Tells that an answer went out: it ends the typing indicator (R8). */
  answered(activity: Activity): void;
  /** Asks for the typing indicator at the conversation's newest message (R8). */
  typing(
    activity: Activity,
    options?: {
      /** How long it is shown again and again at most, in milliseconds. @default 300000 */
      forMs?: number;
    },
  ): void;
  /** Tells that the handler of the activity has ended. */
  handled(activity: Activity, outcome: TurnOutcome): void;
  /** Makes the pending receipt of the activity's conversation due now; with `manual` it is what makes one. */
  markRead(activity: Activity): void;
  /**
   * Resolves with what the activity's receipt came to, `undefined` for one that has none or whose outcome is no longer
   * known; rejects only with the reason of `signal`.
   */
  outcome(activity: Activity, options?: WaitOptions): Promise<ReceiptOutcome | undefined>;
  /** Makes the pending receipt of a conversation, given by its id, due now. */
  flush(conversation: string): void;
  /** Counters, as of now. */
  stats(): ReceiptStats;
  /** Listens to an event; gives the function that ends it. */
  on<E extends keyof ReceiptEvents>(event: E, listener: (payload: ReceiptEvents[E]) => void): () => void;
  /** Makes pending receipts due, waits for them, and ends what remains as `failed` (R21). Idempotent. */
  close(options?: {
    /** How long pending receipts are waited for, in milliseconds. @default 10000 */
    drainTimeoutMs?: number;
  }): Promise<ReceiptsClosed>;
}
