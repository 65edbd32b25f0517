import type { Middleware, TurnContext } from 'botbuilder';
import {
  type Activity,
  checkAdapterOptions,
  OptionsError,
  type ReadTarget,
  type ReceiptMoment,
  type Receipts,
} from '../../src/index.js';

/** Tells which message an activity of a foreign adapter is, or `undefined` for what shall not be marked. */
export type ReceiptTarget = (activity: TurnContext['activity']) => ReadTarget | undefined;

/** Options of {@link ReadReceiptMiddleware}. */
export interface ReadReceiptMiddlewareOptions {
  /** Which message to mark. @default messages whose id begins with `wamid.`, at the number in `recipient.id` */
  target?: ReceiptTarget;
  /** When the turn goes on (R17); with `beforeHandler` a foreign adapter's HTTP answer waits too. @default 'alongside' */
  when?: ReceiptMoment;
}

/**
 * Marks messages read in the pipeline of any Bot Framework adapter: one call a burst, before the first reply.
 *
 * Everything else passes untouched; no receipt can fail a turn, or delay it beyond the wait for its tick.
 *
 * @example
 * ```ts
 * import { CloudAdapter } from 'botbuilder';
 * import { createReceipts, KaleyraClient } from 'tidemark';
 * import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '' } = process.env;
 * const receipts = createReceipts({ gateway: new KaleyraClient({ region: 'in', sid, apiKey }) });
 * const adapter = new CloudAdapter();
 * adapter.use(new ReadReceiptMiddleware(receipts));
 * ```
 */
export class ReadReceiptMiddleware implements Middleware {
  readonly #receipts: Receipts;
  readonly #target: ReceiptTarget;
  readonly #when: ReceiptMoment;

  /**
   * For `adapter.use`; several adapters may share the receipts.
   *
   * @param receipts made by `createReceipts`, or a channel's
   * @throws {OptionsError} `INVALID_OPTIONS` for what is no receipts, an unknown option or another value.
   */
  constructor(receipts: Receipts, options: ReadReceiptMiddlewareOptions = {}) {
    const when = ['beforeHandler', 'alongside', 'afterHandler', 'manual'] as const;
    checkAdapterOptions('ReadReceiptMiddleware', options, { target: 'function', when });
    if (typeof receipts?.offer !== 'function') {
      throw new OptionsError('ReadReceiptMiddleware: expected receipts made by createReceipts, or those of a channel');
    }
    this.#receipts = receipts;
    this.#target = options.target ?? wamidTarget;
    this.#when = options.when ?? 'alongside';
  }

  /** Called by the adapter on every turn; rejects only with what the rest of the pipeline throws. */
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const activity = this.#activityOf(context);
    if (activity === undefined) {
      await next();
      return;
    }
    const receipts = this.#receipts;
    receipts.offer(activity, { when: this.#when });
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
  }

  #activityOf({ activity }: TurnContext): Activity | undefined {
    try {
      const target = this.#target(activity);
      const { timestamp, from, conversation } = activity;
      if (!target?.id || !target.businessNumber || !conversation?.id) return undefined;
      const { id, businessNumber } = target;
      return {
        // A copy, since other middleware writes into the live one; whole, for policies and paces.
        ...(activity as Activity),
        // Some adapters give taps and locations as events; the target says that it is a message.
        type: 'message',
        id,
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
}

function conversationIdOf(id: string, businessNumber: string): string {
  return id.includes(businessNumber) ? id : `${businessNumber}:${id}`;
}

function wamidTarget({ type, id, from, recipient }: TurnContext['activity']): ReadTarget | undefined {
  // Some adapters give the business's own messages as well, as echoes of the bot's (R1).
  return type === 'message' && from?.role !== 'bot' && id?.startsWith('wamid.') && recipient?.id
    ? { id, businessNumber: recipient.id }
    : undefined;
}
