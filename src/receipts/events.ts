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
  /** Why, where there is more than one possible reason. */
  reason?: string;
  /** From the message's arrival, in milliseconds. */
  latencyMs?: number;
}

/** An event about a business number. */
export interface NumberReceiptEvent {
  /** The business number. */
  businessNumber: string;
  /** The provider's code, or what was counted (`10_REJECTS`, `10_FAILURES`). */
  reason: string;
}

/** The events of {@link Receipts.on}, by name. */
export interface ReceiptEvents {
  /** A message waits for its receipt, due in `dueInMs`; absent while it waits for its handler or the bot's word. */
  scheduled: MessageReceiptEvent & { dueInMs?: number };
  /** A message is read because a newer one is; `assumed` where WhatsApp's order within the second is unknown (R5). */
  covered: MessageReceiptEvent & { assumed: boolean };
  /** The receipt call for this message succeeded. */
  sent: MessageReceiptEvent & { latencyMs: number; typing: boolean };
  /** A typing request rode on another call, or was one too many within 20 s (R8). */
  absorbed: MessageReceiptEvent;
  /** A message was left unread on purpose. */
  suppressed: MessageReceiptEvent;
  /** A message was offered that is known already. */
  duplicate: MessageReceiptEvent;
  /** A call failed and will be repeated. */
  retrying: MessageReceiptEvent & { reason: string; retryInMs: number };
  /** The provider refused this message. */
  rejected: MessageReceiptEvent & { reason: string };
  /** A receipt was given up. */
  failed: MessageReceiptEvent & { reason: string };
  /** A message was older than 30 days, which WhatsApp does not mark (R14). */
  expired: MessageReceiptEvent;
  /** No calls go out for this number until a probe succeeds (R11). */
  halted: NumberReceiptEvent;
  /** Calls for this number go out again. */
  resumed: NumberReceiptEvent;
  /** An idle conversation was forgotten (R19). */
  evicted: ReceiptEvent;
  /** The engine has closed; `remaining` messages were left unread. */
  drained: { remaining: number };
}
