import { z } from 'zod';
import { checkOptions } from '../check-options.js';
import type { Gateway, Inbox, Logger } from '../ports.js';
import type { ReceiptOptions } from '../receipts/options.js';
import type { WebhookOptions } from '../webhook/webhook-options.js';

/** Options of {@link createChannel}; times are in milliseconds. */
export interface ChannelOptions {
  /** The way to WhatsApp, such as a {@link KaleyraClient}. */
  gateway: Gateway;
  /** How incoming webhooks are checked. */
  webhook: WebhookOptions;
  /** When messages are marked read; `false` makes no receipt call at all, typing included (R16). @default {} */
  receipts?: ReceiptOptions | false;
  /** Where accepted activities wait. @default createMemoryInbox() */
  inbox?: Inbox;
  /** Turns that run at once, over all conversations. @default 100 */
  concurrency?: number;
  /** Activities of the default inbox that are accepted and not settled; beyond, webhooks are answered 503. @default 10000 */
  maxWaiting?: number;
  /** A turn that takes longer is aborted; 0 for no limit. @default 300000 */
  turnTimeoutMs?: number;
  /** How long {@link Channel.close} waits for receipts and turns. @default 10000 */
  drainTimeoutMs?: number;
  /** Where failures are told. @default `console`, from `warn` up */
  logger?: Logger;
}

/** The checked numbers of {@link ChannelOptions}. */
export interface ChannelLimits {
  concurrency: number;
  maxWaiting: number;
  turnTimeoutMs: number;
  drainTimeoutMs: number;
}

const count = (fallback: number): z.ZodDefault<z.ZodInt> =>
  z.int({ error: 'expected a whole number' }).min(1, 'expected 1 or more').default(fallback);
const ms = (fallback: number): z.ZodDefault<z.ZodNumber> =>
  z
    .number({ error: 'expected a number of milliseconds' })
    .min(0, 'expected 0 or more')
    .max(2 ** 31 - 1, 'expected less than 25 days')
    .default(fallback);
// `optional` first: in some releases of zod a missing key never reaches a refinement of `unknown`.
const withFunctions = (names: readonly string[], { required }: { required: boolean }): z.ZodOptional<z.ZodUnknown> =>
  z
    .unknown()
    .optional()
    .refine((value) => (value === undefined ? !required : hasFunctions(value, names)), {
      error: `expected an object with the functions ${names.join(', ')}`,
    });

const schema = z.strictObject({
  gateway: withFunctions(['markRead', 'send'], { required: true }),
  webhook: z.unknown().optional(),
  receipts: z
    .union([z.literal(false), z.looseObject({})], { error: 'expected an object with receipt options, or false' })
    .optional(),
  inbox: withFunctions(['accept', 'deliver', 'settle', 'close'], { required: false }),
  logger: withFunctions(['debug', 'info', 'warn', 'error'], { required: false }),
  concurrency: count(100),
  maxWaiting: count(10_000),
  turnTimeoutMs: ms(300_000),
  drainTimeoutMs: ms(10_000),
});

/** Checks a channel's options; webhook and receipts are checked by their own rooms. */
export function resolveChannelLimits(options: ChannelOptions): ChannelLimits {
  const { concurrency, maxWaiting, turnTimeoutMs, drainTimeoutMs } = checkOptions(schema, options, {
    name: 'createChannel',
  });
  return { concurrency, maxWaiting, turnTimeoutMs, drainTimeoutMs };
}

function hasFunctions(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
