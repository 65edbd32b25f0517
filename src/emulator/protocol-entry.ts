/** A step of the timeline. */
export interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly customer?: string;
  /**
   * `status` is a webhook on a message of the bot's; `due` and `halt` are no calls but moments, see {@link Due} and
   * {@link Halt}.
   */
  readonly kind: 'webhook' | 'status' | 'due' | 'halt' | 'read' | 'typing' | 'send' | 'upload' | 'other';
  /** One line, such as `read wamid.…`. */
  readonly title: string;
  /** Once it is answered; for a receipt that is due, once a call has come; for a halt, once it is over. */
  readonly status?: number | 'dropped' | 'aborted' | 'unreachable' | 'called' | 'resumed';
  /** Until then. */
  readonly tookMs?: number;
  /**
   * For a read, from the arrival of the newest message it marks to the answer; for the first message of the bot after
   * one of the customer's, from the arrival of that one to the call.
   */
  readonly latencyMs?: number;
  /** How long before it was expected a receipt was called for. */
  readonly earlyMs?: number;
  /** Of a receipt that is due. */
  readonly due?: Due;
  /** Of a halt. */
  readonly halt?: Halt;
  /** Of a call for a message that was cleared, or dropped for newer ones. */
  readonly gone?: true;
  /** Whether a body was too long to be kept whole. */
  readonly cut?: true;
  /** What breaks Kaleyra's contract. */
  readonly violations: readonly string[];
}

/** When the emulator expects a receipt: it cannot ask the bot, which may have another window or none. */
export interface ReceiptWindow {
  /** After the last message of a burst. */
  readonly quietMs: number;
  /** After its first message, at the latest. */
  readonly maxWaitMs: number;
}

/** The moment a receipt was due by the window that is expected. */
export interface Due extends ReceiptWindow {
  /** What made it due: the quiet after the last message, the wait since the first one, or a tap, which waits for nothing. */
  readonly by: 'quiet' | 'longest' | 'tap';
  readonly messages: number;
  /** The id of the newest of them. */
  readonly newest: string;
}

/** A read call was refused for the account: a bot of tidemark then makes no more of them but its probes (rule R11). */
export interface Halt {
  readonly at: number;
  readonly status: number;
  /** Kaleyra's code, such as `E110`. */
  readonly code?: string;
}

/** A body, but for what was too long to keep. */
export interface KeptBody {
  readonly body: string;
  /** How many characters of it are missing at its end. */
  readonly cut?: number;
}

/** The exact request and answer of an entry: `GET /api/entries/<seq>`. There is none for a moment. */
export interface EntryDetail {
  readonly seq: number;
  readonly request: KeptBody & {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** The parts of an upload, instead of the body. */
    readonly form?: Readonly<Record<string, string>>;
  };
  readonly answer?: KeptBody & {
    readonly status: number | string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** The request's headers whose value is not shown, by name: the environment variables that the command has instead. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** A command that repeats it; none where the request's body was too long to keep. */
  readonly curl?: string;
}
