import { z } from 'zod';
import { checkOptions } from '../check-options.js';
import { milliseconds, oneOf, wholeNumber } from '../option-schemas.js';
import { MAX_DELAY_MS } from '../scheduling/max-delay.js';
import type { Pace } from './human-pace.js';
import type { ReadPolicy } from './policy.js';

/**
 * When an activity is handed on and its receipt sent (R17).
 *
 * - `beforeHandler`: handed on once the customer sees it as read
 * - `alongside`: handed on at once, so that the bot thinks while the receipt's window is open; its first reply waits
 * - `afterHandler`: handed on at once, marked read once handled
 * - `manual`: handed on at once, marked read only by `turn.markRead()`
 */
export type ReceiptMoment = 'beforeHandler' | 'alongside' | 'afterHandler' | 'manual';

/**
 * When WhatsApp's typing indicator is shown (R8): when a bot asks for it, with every receipt a handler follows, or never.
 */
export type TypingMode = 'onRequest' | 'withReceipt' | 'off';

/** When messages are marked read. Every field has a default; times are in milliseconds. */
export interface ReceiptOptions {
  /** Wait this long after the last message of a burst (R4). @default 1000 */
  quietMs?: number;
  /** Computes the quiet time from the burst instead, such as {@link humanPace} (R18). @default none */
  pace?: Pace;
  /** But wait no longer than this after the burst's first message (R4). @default 5000, or the pace's longest if that is more */
  maxWaitMs?: number;
  /** When activities are handed on (R17). @default 'beforeHandler' */
  when?: ReceiptMoment;
  /** Decides which messages may be marked read, when the call is about to go (R15). @default every message may */
  shouldRead?: ReadPolicy;
  /** A policy that takes longer has said no (R15). @default 2000 */
  policyTimeoutMs?: number;
  /** How long after a receipt was due a bot or an answer waits for it at most (R7, R17). @default 1500 */
  answerWaitMs?: number;
  /** A call that takes longer, its policy included, is aborted and repeated later (R6). @default 10000 */
  callTimeoutMs?: number;
  /** How long a receipt is tried again after its first failure (R10). @default 600000 */
  giveUpMs?: number;
  /** When the typing indicator, which marks read, is shown (R8). @default 'onRequest' */
  typing?: TypingMode;
  /** Receipt calls per second and business number, at the most (R13). @default 20 */
  maxPerSecond?: number;
  /** Conversations remembered; the longest idle are forgotten first, at the cost of one harmless call (R19). @default 100000 */
  maxConversations?: number;
}

/** {@link ReceiptOptions} with every default filled in. */
export interface ReceiptSettings extends Readonly<Required<Omit<ReceiptOptions, 'quietMs' | 'pace' | 'shouldRead'>>> {
  readonly quietMsOf: (readingMs: number) => number;
  readonly pace: Pace | undefined;
  readonly shouldRead: ReadPolicy | undefined;
}

const isPace = (value: unknown): value is Pace => {
  const { readingMsOf, quietMsOf, maxMs } = (value ?? {}) as Partial<Pace>;
  return typeof readingMsOf === 'function' && typeof quietMsOf === 'function' && typeof maxMs === 'number';
};

const MAX_WAIT_MS = 5000;

const schema = z
  .strictObject({
    quietMs: milliseconds().default(1000),
    pace: z.custom<Pace>(isPace, 'expected a pace, such as humanPace()').optional(),
    maxWaitMs: milliseconds().optional(),
    when: oneOf(['beforeHandler', 'alongside', 'afterHandler', 'manual']).default('beforeHandler'),
    shouldRead: z.custom<ReadPolicy>((value) => typeof value === 'function', 'expected a function').optional(),
    policyTimeoutMs: milliseconds().min(1, 'expected 1 or more').default(2000),
    answerWaitMs: milliseconds().default(1500),
    callTimeoutMs: milliseconds().min(1, 'expected 1 or more').default(10_000),
    giveUpMs: milliseconds().default(600_000),
    typing: oneOf(['onRequest', 'withReceipt', 'off']).default('onRequest'),
    maxPerSecond: z
      .number({ error: 'expected a number' })
      .min(1, 'expected 1 or more')
      .max(10_000, 'expected at most 10000')
      .default(20),
    maxConversations: wholeNumber().default(100_000),
  })
  .refine(({ quietMs, maxWaitMs, pace }) => pace !== undefined || quietMs <= (maxWaitMs ?? quietMs), {
    path: ['maxWaitMs'],
    error: 'expected at least quietMs, or the window would close before it is quiet',
  })
  .refine(({ quietMs, maxWaitMs, pace }) => pace !== undefined || maxWaitMs !== undefined || quietMs <= MAX_WAIT_MS, {
    path: ['quietMs'],
    error: `expected at most maxWaitMs (${MAX_WAIT_MS} unless given), or the window would close before it is quiet`,
  })
  .transform(({ maxWaitMs, ...rest }) => ({
    ...rest,
    maxWaitMs: maxWaitMs ?? Math.max(MAX_WAIT_MS, rest.pace?.maxMs ?? 0),
  }));

/**
 * Checks receipt options and fills in the defaults.
 *
 * @throws {OptionsError} for an unknown key, a value out of range, or values that contradict each other.
 */
export function resolveReceiptOptions(options: ReceiptOptions, name = 'receipts'): ReceiptSettings {
  const { quietMs, pace, shouldRead, ...rest } = checkOptions(schema, options, { name });
  return Object.freeze({ ...rest, pace, shouldRead, quietMsOf: quietMsBy(pace, quietMs) });
}

// A pace that throws or gives nonsense must not stop a message (R22).
function quietMsBy(pace: Pace | undefined, quietMs: number): (readingMs: number) => number {
  if (pace === undefined) return () => quietMs;
  return (readingMs) => {
    try {
      const paced = pace.quietMsOf(readingMs);
      return paced >= 0 && paced <= MAX_DELAY_MS ? paced : quietMs;
    } catch {
      return quietMs;
    }
  };
}

/** Whether the indicator makes calls: with the later moments it would mark read what is to be read later, or never (R17). */
export function typingMakesCalls({ typing, when }: Pick<ReceiptSettings, 'typing' | 'when'>): boolean {
  return typing !== 'off' && when !== 'afterHandler' && when !== 'manual';
}
