/** A message that waits for its receipt. */
export interface PendingMessage {
  readonly id: string;
  /** WhatsApp's timestamp in whole seconds, or the arrival time where that is missing or too far ahead (R2). */
  readonly at: number;
  /** Number of its arrival in this conversation (R2). */
  readonly arrival: number;
  /** When it was offered, on the engine's clock. */
  readonly offeredMs: number;
  /** Marked only by the bot's word (R17). */
  readonly manual: boolean;
  /** Which call decides when it may be handed on (R17). */
  group: 'pending' | 'flight' | 'ready';
  /** Its handler has ended or answered: no indicator for it (R8), and with `'afterHandler'` its receipt may go (R17). */
  done: boolean;
}

/** Messages that one call will mark: the newest few by id, the older ones as a count (R3). */
export interface Batch<M extends PendingMessage = PendingMessage> {
  /** In the order of R2, newest last; at most {@link REMEMBERED}. */
  messages: M[];
  /** How many more there are, all older than the remembered ones. */
  older: number;
  /** When the receipt should go (R4). */
  dueMs: number;
}

/** The next target and what rides on it. */
export interface Pending<M extends PendingMessage = PendingMessage> extends Batch<M> {
  /** When the first of them arrived: the window's cap runs from here (R4). */
  firstMs: number;
  /** Time to read all of them (R18). */
  readingMs: number;
}

/** Messages that the policy wants unread for now, and what is newer (R15). */
export interface Postponed<M extends PendingMessage = PendingMessage> extends Batch<M> {
  /** When the policy is asked about them again. */
  notBeforeMs: number;
}

/** The call in the air (R6). */
export interface Flight<M extends PendingMessage = PendingMessage> extends Batch<M> {
  targetId: string;
  /** It is about the typing indicator alone (R8); what is older may still join it. */
  alone: boolean;
  /** Where the indicator alone is shown: whatever is wanted meanwhile, this is what a success marks. */
  shownAt: Position | undefined;
  /** Second of the target: what is strictly older joins the call. */
  at: number;
  typing: boolean;
  probe: boolean;
  startedMs: number;
  /** While the policy is asked, nothing joins (R6). */
  asking: boolean;
  /** It shows the indicator because it is a receipt, and for how long that is renewed after (R8, `'withReceipt'`). */
  withReceipt: { renewForMs: number } | undefined;
}

/** Messages handed on before their receipt, which waits for the handler or for the bot's word (R17). */
export interface Awaiting<M extends PendingMessage = PendingMessage> {
  /** In the order of R2. */
  messages: M[];
  /** Those that were handled, and when, in that order. */
  handled: { message: M; atMs: number }[];
}

/** The newest message known to be read (R5). */
export interface Mark {
  id: string;
  at: number;
  arrival: number;
  /** Known ids of the mark's second; the mark's own is among them. */
  ids: string[];
}

/** What failed attempts leave behind until a success (R10). */
export interface Backoff {
  delayMs: number;
  notBeforeMs: number;
  sinceMs: number;
  /** The number's halted time when this began, so that a halt does not count towards giving up. */
  haltedBaseMs: number;
}

/** A message's place in its conversation (R2). */
export interface Position {
  id: string;
  at: number;
  arrival: number;
}

/** The wish for the typing indicator (R8). */
export interface Typing {
  wanted: boolean;
  /** Messages whose turns want it: it is dropped when the last of them has ended. */
  by: string[];
  /** A message to show it at where no mark is known. */
  fallback: Position | undefined;
  /** No typing call before this. */
  notBeforeMs: number;
  /** Not renewed after this, whatever the bot forgot to tell. */
  untilMs: number;
  /** The message whose call is repeated without the indicator after a refusal. */
  plain: Position | undefined;
  /** That call carried nothing else, so its repetition is a call of its own. */
  repeatsPlain: boolean;
}

/** All that is known of one conversation: plain data, changed as a whole by the functions of this folder. */
export interface ConversationRecord<M extends PendingMessage = PendingMessage> {
  readonly conversation: string;
  arrivals: number;
  mark: Mark | undefined;
  pending: Pending<M> | undefined;
  flight: Flight<M> | undefined;
  awaiting: Awaiting<M> | undefined;
  postponed: Postponed<M> | undefined;
  backoff: Backoff | undefined;
  typing: Typing | undefined;
  /** Messages whose hand-over or answer still waits, in order of arrival. */
  held: M[];
  /** The last ids the provider refused: never tried again (R12). */
  rejected: string[] | undefined;
}

/** Why a number makes no calls, and when it is tried again (R11). */
export interface Halt {
  /** The provider's code, or what was counted. */
  code: string;
  /** After refusals only a success resumes; after the others any answer. */
  cause: 'halt' | 'rejects' | 'failures';
  sinceMs: number;
  probeAtMs: number;
  probeDelayMs: number;
  probing: boolean;
}

/** All that is known of one business number. */
export interface NumberRecord {
  readonly businessNumber: string;
  halt: Halt | undefined;
  /** Time spent halted before the present halt. */
  haltedMs: number;
  failures: number;
  /** Different ids refused since the last success. */
  rejects: string[];
  pausedUntilMs: number;
  tokens: number;
  refilledMs: number;
  typingRefusedUntilMs: number;
}

/** How many pending ids a conversation remembers (R3). */
export const REMEMBERED = 5;

export function newNumber(businessNumber: string, capacity: number, nowMs: number): NumberRecord {
  return {
    businessNumber,
    halt: undefined,
    haltedMs: 0,
    failures: 0,
    rejects: [],
    pausedUntilMs: 0,
    tokens: capacity,
    refilledMs: nowMs,
    typingRefusedUntilMs: 0,
  };
}
