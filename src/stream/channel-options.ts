import { z } from 'zod';
import { checkOptions } from '../check-options.js';
import { OptionsError } from '../errors.js';
import { aLogger, milliseconds, wholeNumber, withFunctions } from '../option-schemas.js';
import type { Gateway, Inbox, Logger } from '../ports.js';
import type { ReceiptOptions } from '../receipts/options.js';
import type { Store } from '../store.js';
import type { WebhookOptions } from '../webhook/webhook-options.js';
import { type AskedActivities, type AskedSettings, resolveAskedActivities } from './asked-activities.js';

/** Options of {@link createChannel}; times are in milliseconds. */
export interface ChannelOptions {
  /** The way to WhatsApp, such as a {@link KaleyraClient}. */
  gateway: Gateway;
  /** How incoming webhooks are checked. */
  webhook: WebhookOptions;
  /** When messages are marked read; `false` makes no receipt call at all, typing included (R16). @default {} */
  receipts?: ReceiptOptions | false;
  /** What comes as an activity only when asked for: statuses, and a customer's first contact. @default {} */
  activities?: AskedActivities;
  /** Where accepted activities wait. @default createMemoryInbox({ maxWaiting }) */
  inbox?: Inbox;
  /**
   * Where messages, receipts and marks are kept so that they outlive the process; instead of `inbox`.
   *
   * @default none: everything is in this process's memory
   */
  store?: Store;
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

/** The checked numbers of {@link ChannelOptions}, and what is asked for. */
export interface ChannelLimits {
  activities: AskedSettings;
  concurrency: number;
  maxWaiting: number;
  turnTimeoutMs: number;
  drainTimeoutMs: number;
}

const schema = z.strictObject({
  gateway: withFunctions(['markRead', 'send'], { required: true }),
  webhook: z.unknown().optional(),
  receipts: z
    .union([z.literal(false), z.looseObject({})], { error: 'expected an object with receipt options, or false' })
    .optional(),
  activities: z.unknown().optional(),
  inbox: withFunctions(['accept', 'deliver', 'settle', 'close']),
  store: withFunctions(['attach', 'health']),
  logger: aLogger(),
  concurrency: wholeNumber().default(100),
  maxWaiting: wholeNumber().default(10_000),
  turnTimeoutMs: milliseconds().default(300_000),
  drainTimeoutMs: milliseconds().default(10_000),
});

/** Checks a channel's options; webhook and receipts are checked by their own rooms. */
export function resolveChannelLimits(options: ChannelOptions): ChannelLimits {
  // A key that is missing would not be looked at.
  const whole =
    typeof options === 'object' && options !== null
      ? { gateway: undefined, ...(options as Partial<ChannelOptions>) }
      : options;
  const { concurrency, maxWaiting, turnTimeoutMs, drainTimeoutMs } = checkOptions(schema, whole, {
    name: 'createChannel',
  });
  if (options.store !== undefined && options.inbox !== undefined)
    throw new OptionsError('createChannel: store: expected no inbox beside it, since it has its own');
  const activities = resolveAskedActivities(options.activities);
  return { activities, concurrency, maxWaiting, turnTimeoutMs, drainTimeoutMs };
}
