import type { Activity } from '../activity/activity.js';
import { checkAdapterOptions } from '../check-adapter-options.js';
import { describeValue } from '../describe-value.js';
import { OptionsError } from '../errors.js';
import type { ReadTarget } from '../ports.js';
import type { ReceiptMoment } from '../receipts/options.js';
import type { Receipts } from '../receipts/receipts.js';
import type { SdkActivity, WithId } from './bot-context.js';

/** A party of a foreign adapter's activity. */
export interface ForeignParty extends WithId {
  /** `bot` for the business. */
  readonly role?: unknown;
}

/** The answer to one activity that was sent. */
export interface SentResponse {
  /** The id it was given. */
  id: string;
}

/** Called around everything that a turn sends. */
export type AroundSending = (
  context: unknown,
  activities: readonly SdkActivity[],
  send: () => Promise<SentResponse[]>,
) => Promise<SentResponse[]>;

/** What the activities of foreign adapters have in common, as far as the receipts need it. */
export interface ForeignActivity {
  /** `message` for what a customer wrote. */
  readonly type?: string | undefined;
  /** The channel it came by. */
  readonly channelId?: string | undefined;
  /** The message's id. */
  readonly id?: string | undefined;
  /** When it was sent. */
  readonly timestamp?: Date | string | undefined;
  /** Who sent it. */
  readonly from?: ForeignParty | undefined;
  /** Who receives it. */
  readonly recipient?: WithId | undefined;
  /** Where it belongs. */
  readonly conversation?: WithId | undefined;
}

/** What the turn contexts of bot SDKs have in common, as far as the receipts need it. */
export interface ReceiptContext<A extends ForeignActivity = ForeignActivity> {
  /** The activity of the turn. */
  readonly activity: A;
  /** Calls a function around everything that the turn sends. */
  onSendActivities(around: AroundSending): unknown;
}

/** Options of {@link createReceiptTurns}, and of each SDK's `ReadReceiptMiddleware`. */
export interface ReceiptTurnsOptions<A extends ForeignActivity = ForeignActivity> {
  /** Which message to mark; `undefined` for none. @default messages whose id begins with `wamid.`, at the number in `recipient.id` */
  target?: (activity: A) => ReadTarget | undefined;
  /** When the turn goes on (R17); with `beforeHandler` a foreign adapter's HTTP answer waits too. @default 'alongside' */
  when?: ReceiptMoment;
}

const moments = ['beforeHandler', 'alongside', 'afterHandler', 'manual'] as const;

/**
 * Makes what a bot SDK's middleware consists of that marks messages read in the pipeline of any adapter of that SDK.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for what is no receipts, an unknown option or another value.
 * @example
 * ```ts
 * const onTurn = createReceiptTurns('MyMiddleware', receipts, { when: 'alongside' });
 * adapter.use({ onTurn });
 * ```
 */
export function createReceiptTurns<A extends ForeignActivity>(
  name: string,
  receipts: Receipts,
  options: ReceiptTurnsOptions<A> = {},
): (context: ReceiptContext<A>, next: () => Promise<void>) => Promise<void> {
  checkAdapterOptions(name, options, { target: 'function', when: moments });
  if (typeof receipts?.offer !== 'function') {
    throw new OptionsError(
      `${name}: expected receipts made by createReceipts, or those of a channel, got ${describeValue(receipts)}`,
    );
  }
  const { target = wamidTarget, when = 'alongside' } = options;

  return async (context, next) => {
    const activity = markedActivity(context.activity, target);
    if (activity === undefined) {
      await next();
      return;
    }
    receipts.offer(activity, { when });
    await receipts.released(activity);
    // Only the activity's address is kept: the context is revoked after the turn.
    context.onSendActivities(async (_context, activities, send) => {
      const types = activities.map(({ type }) => type ?? 'message');
      if (types.includes('typing')) receipts.typing(activity);
      if (!types.includes('message')) return send();
      await receipts.beforeAnswer(activity);
      const responses = await send();
      receipts.answered(activity);
      return responses;
    });
    let outcome: 'handled' | 'failed' = 'failed';
    try {
      await next();
      outcome = 'handled';
    } finally {
      receipts.handled(activity, outcome);
    }
  };
}

function markedActivity<A extends ForeignActivity>(
  activity: A,
  targetOf: (activity: A) => ReadTarget | undefined,
): Activity | undefined {
  try {
    const target = targetOf(activity);
    const { timestamp, from, conversation, channelId } = activity;
    if (!target?.id || !target.businessNumber || !conversation?.id) return undefined;
    const { id, businessNumber } = target;
    return {
      // A copy, since other middleware writes into the live one; whole, for policies and paces.
      ...(activity as unknown as Activity),
      // Some adapters give taps and locations as events; the target says that it is a message.
      type: 'message',
      id,
      // The Agents SDK has it behind an accessor, which a copy does not see.
      ...(channelId !== undefined && { channelId }),
      ...(timestamp && { timestamp: new Date(timestamp) }),
      from: { ...from, id: from?.id ?? '', role: 'user' },
      recipient: { id: businessNumber },
      // Some adapters name a conversation by its customer only, whichever number was written to.
      conversation: { id: conversationIdOf(conversation.id, activity.recipient?.id || businessNumber) },
    };
  } catch {
    // A target that throws must not fail the turn (R22).
    return undefined;
  }
}

function conversationIdOf(id: string, businessNumber: string): string {
  return id.includes(businessNumber) ? id : `${businessNumber}:${id}`;
}

function wamidTarget({ type, id, from, recipient }: ForeignActivity): ReadTarget | undefined {
  // Some adapters give the business's own messages as well, as echoes of the bot's (R1).
  return type === 'message' && from?.role !== 'bot' && id?.startsWith('wamid.') && recipient?.id
    ? { id, businessNumber: recipient.id }
    : undefined;
}
