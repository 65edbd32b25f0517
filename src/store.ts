import type { Activity } from './activity/activity.js';
import type { Inbox } from './ports.js';

/** Where a channel keeps its messages and what it remembers of conversations, so that both outlive the process. */
export interface Store {
  /** Keeps the messages. */
  readonly inbox: Inbox;
  /**
   * Several processes share it: a message accepted here may be handled elsewhere, and a conversation belongs to the
   * process that its messages are emitted in until that one lets it go.
   *
   * @default false
   */
  readonly shared?: boolean;
  /** Begins to keep what the channel remembers; called once, by `createChannel`, before the inbox delivers. */
  attach(host: StoreHost): void;
  /**
   * Whether a conversation may go on here; asked just before a turn begins and before a call for a receipt goes out.
   *
   * A process that was stopped and goes on has lost conversations before it notices. A store that finds so here calls
   * {@link StoreHost.release} before it answers.
   *
   * @default every conversation may
   */
  holds?(conversation: string): boolean;
  /** Tells whether it can take messages just now, and how much waits. Resolves also when it cannot. */
  health(): Promise<StoreHealth>;
}

/** What a store is told of a channel, and does to it. Conversations are named by `conversation.id`. */
export interface StoreHost {
  /**
   * Gives back what was kept of a conversation, before its messages are emitted. Receipts that were pending are made, as
   * soon as their rules allow; those of `except` are left out, since these messages are about to be emitted again.
   */
  restore(
    conversation: string,
    state: ConversationState,
    options?: {
      /** Ids of messages that are about to be emitted again. @default none */
      except?: ReadonlySet<string>;
    },
  ): void;
  /** What is to be kept of a conversation as of now. */
  snapshot(conversation: string): ConversationSnapshot;
  /**
   * Forgets a conversation that another process has now: its turns are aborted, its receipts left to the other.
   *
   * Without running turns and pending receipts it just makes room.
   */
  release(conversation: string, reason: Error): void;
  /** Calls back whenever what is to be kept of a conversation may have changed; gives the function that ends it. */
  onChange(listener: (conversation: string) => void): () => void;
  /** The part of each number's rate that this process may use, from 0 to 1 (R13). */
  setRateShare(share: number): void;
  /** Halts a number that another process was told to halt, or resumes it (R11). */
  setHalted(businessNumber: string, code: string | undefined): void;
  /** Calls back when a number is halted here, with the reason, or resumed, without; gives the function that ends it. */
  onHalted(listener: (businessNumber: string, code: string | undefined) => void): () => void;
}

/** What is remembered of a conversation besides its messages: plain JSON of a form that only the channel knows. */
export type ConversationState = Readonly<Record<string, unknown>>;

/** What is to be kept of a conversation. */
export interface ConversationSnapshot {
  /** `undefined` where there is nothing to remember. */
  readonly state: ConversationState | undefined;
  /** Turns run, receipts are pending or in flight, or the typing indicator is kept up: somebody has to go on with it. */
  readonly busy: boolean;
}

/** How a store is. */
export interface StoreHealth {
  /** It can take messages. */
  readonly reachable: boolean;
  /** Messages accepted and not done, as far as it is known; over all processes where it is shared. */
  readonly waiting?: number;
  /** Messages whose handler failed for good. */
  readonly dead?: number;
}

/** Messages whose handler failed for good, kept until somebody replays or drops them. */
export interface DeadLetters {
  /** The oldest first. */
  list(options?: {
    /** So many at most. @default 100 */
    limit?: number;
  }): Promise<readonly DeadLetter[]>;
  /** Hands them out again, as if they had just come; tells whether it was there. */
  replay(id: string): Promise<boolean>;
  /** Forgets one; tells whether it was there. */
  drop(id: string): Promise<boolean>;
}

/** A message whose handler failed for good. */
export interface DeadLetter {
  /** The activity's id. */
  readonly id: string;
  /** The conversation's id. */
  readonly conversation: string;
  /** When it was given up, in ISO 8601. */
  readonly failedAt: string;
  /** How the last turn ended. */
  readonly outcome: 'failed' | 'timedOut' | 'unhandled';
  /** How many turns it was given. */
  readonly attempts: number;
  /** The message as it came; contains what the customer wrote. */
  readonly activity: Activity;
}
