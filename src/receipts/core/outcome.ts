import type { PendingMessage } from './record.js';

/** What a message's receipt came to (R20). */
export type Outcome = 'sent' | 'covered' | 'suppressed' | 'rejected' | 'failed' | 'expired';

/** An outcome of one remembered message and of `older` ones that share it. */
export interface Ended<M extends PendingMessage = PendingMessage> {
  message: M;
  outcome: Outcome;
  reason?: string;
  /** Older messages without a remembered id that end the same way. */
  older: number;
  /** Of the marked second, so that WhatsApp's own order is unknown (R5). */
  assumed?: boolean;
}
