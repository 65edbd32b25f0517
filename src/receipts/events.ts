/** What every receipt event tells: never a text. */
export interface ReceiptEvent {
  /** The conversation's id. */
  conversation: string;
  /** The business number. */
  businessNumber: string;
}

/** An event about a message. */
export interface MessageReceiptEvent extends ReceiptEvent {
  /** The message's id. */
  id: string;
  /** Older messages that are meant too and whose ids are not remembered (R3). */
  older?: number;
  /** Why, where there is more than one possible reason: the provider's code, or a word such as `policy` or `gave up`. */
  reason?: string;
  /** From the message's arrival, in milliseconds. */
  latencyMs?: number;
}

/** An event about a business number. */
export interface NumberReceiptEvent {
  /** The business number. */
  businessNumber: string;
  /** The provider's code, or what was counted (`10_REJECTS`, `10_FAILURES`); `answered` when calls go out again. */
  reason: string;
}

/** The events of {@link Receipts.on}, by name. */
export interface ReceiptEvents {
  /** A message waits for its receipt; without `dueInMs` it waits for its handler or the bot's word. */
  scheduled: MessageReceiptEvent & {
    /** Until the receipt is due, in milliseconds. */
    dueInMs?: number;
  };
  /** A message is read because a newer one is; `assumed` where WhatsApp's order within the second is unknown (R5). */
  covered: MessageReceiptEvent & {
    /** Of the same second as the message marked read, and arrived before it. */
    assumed: boolean;
  };
  /** The receipt call for this message succeeded. */
  sent: MessageReceiptEvent & {
    /** From the message's arrival to its tick, in milliseconds. */
    latencyMs: number;
    /** Whether the same call showed the typing indicator. */
    typing: boolean;
  };
  /** A typing request rode on another call, or was one too many within 20 s (R8). */
  absorbed: MessageReceiptEvent;
  /** A message was left unread on purpose. */
  suppressed: MessageReceiptEvent;
  /** A message was offered that is known already. */
  duplicate: MessageReceiptEvent;
  /** A call failed and will be repeated. */
  retrying: MessageReceiptEvent & {
    /** The failure's code, such as `TIMEOUT` or `WA500`. */
    reason: string;
    /** Until the next attempt, in milliseconds. */
    retryInMs: number;
  };
  /** The provider refused this message. */
  rejected: MessageReceiptEvent & {
    /** The provider's code. */
    reason: string;
  };
  /** A receipt was given up. */
  failed: MessageReceiptEvent & {
    /** `gave up`, `overload` or `closed`. */
    reason: string;
  };
  /** A message was older than 30 days, which WhatsApp does not mark (R14). */
  expired: MessageReceiptEvent;
  /** No calls go out for this number until a probe succeeds (R11). */
  halted: NumberReceiptEvent;
  /** Calls for this number go out again. */
  resumed: NumberReceiptEvent;
  /** An idle conversation was forgotten (R19). */
  evicted: ReceiptEvent;
  /** The engine has closed. */
  drained: {
    /** Messages left unread. */
    remaining: number;
  };
}
