import { z } from 'zod';
import { checkOptions } from '../check-options.js';

/**
 * When an activity is handed on (R17): `beforeHandler` once the customer sees it as read, `alongside` at once, so that
 * the bot thinks while the receipt's window is open.
 */
export type ReceiptMoment = 'beforeHandler' | 'alongside';

/** Whether WhatsApp's typing indicator is shown when a bot asks for it (R8). */
export type TypingMode = 'onRequest' | 'off';

/** When messages are marked read. Every field has a default; times are in milliseconds. */
export interface ReceiptOptions {
  /** Wait this long after the last message of a burst (R4). @default 1000 */
  quietMs?: number;
  /** But not longer than this after its first (R4). @default 5000 */
  maxWaitMs?: number;
  /** When activities are handed on (R17). @default 'beforeHandler' */
  when?: ReceiptMoment;
  /** How long after a receipt was due a bot or an answer waits for it at most (R7, R17). @default 1500 */
  answerWaitMs?: number;
  /** A call that takes longer is aborted and repeated later (R6). @default 10000 */
  callTimeoutMs?: number;
  /** How long a receipt is tried again after its first failure (R10). @default 600000 */
  giveUpMs?: number;
  /** Whether a bot may show the typing indicator, which marks read (R8). @default 'onRequest' */
  typing?: TypingMode;
  /** Receipt calls per second and business number, at the most (R13). @default 20 */
  maxPerSecond?: number;
  /** Conversations remembered; the longest idle are forgotten first, at the cost of one harmless call (R19). @default 100000 */
  maxConversations?: number;
}

/** {@link ReceiptOptions} with every default filled in. */
export type ReceiptSettings = Readonly<Required<ReceiptOptions>>;

const maxDelayMs = 2 ** 31 - 1;
const ms = (fallback: number): z.ZodDefault<z.ZodNumber> =>
  z
    .number({ error: 'expected a number of milliseconds' })
    .min(0, 'expected 0 or more')
    .max(maxDelayMs, `expected at most ${maxDelayMs}`)
    .default(fallback);

const schema = z
  .strictObject({
    quietMs: ms(1000),
    maxWaitMs: ms(5000),
    when: z
      .enum(['beforeHandler', 'alongside'], { error: "expected 'beforeHandler' or 'alongside'" })
      .default('beforeHandler'),
    answerWaitMs: ms(1500),
    callTimeoutMs: ms(10_000).refine((value) => value > 0, 'expected more than 0'),
    giveUpMs: ms(600_000),
    typing: z.enum(['onRequest', 'off'], { error: "expected 'onRequest' or 'off'" }).default('onRequest'),
    maxPerSecond: z
      .number({ error: 'expected a number' })
      .min(1, 'expected 1 or more')
      .max(10_000, 'expected at most 10000')
      .default(20),
    maxConversations: z.int({ error: 'expected a whole number' }).min(1, 'expected 1 or more').default(100_000),
  })
  .refine(({ quietMs, maxWaitMs }) => maxWaitMs >= quietMs, {
    path: ['maxWaitMs'],
    error: 'expected at least quietMs, or the window would close before it is quiet',
  });

/**
 * Checks receipt options and fills in the defaults.
 *
 * @throws {OptionsError} for an unknown key or a value out of range.
 */
export function resolveReceiptOptions(options: ReceiptOptions, name = 'receipts'): ReceiptSettings {
  return Object.freeze(checkOptions(schema, options, name));
}
