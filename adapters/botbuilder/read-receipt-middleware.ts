import type { Middleware, TurnContext } from 'botbuilder';
import { createReceiptTurns, type ReadTarget, type Receipts, type ReceiptTurnsOptions } from '../../src/index.js';

/** Tells which message an activity of a foreign adapter is, or `undefined` for what shall not be marked. */
export type ReceiptTarget = (activity: TurnContext['activity']) => ReadTarget | undefined;

/** Options of {@link ReadReceiptMiddleware}. */
export type ReadReceiptMiddlewareOptions = ReceiptTurnsOptions<TurnContext['activity']>;

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
  readonly #onTurn: (context: TurnContext, next: () => Promise<void>) => Promise<void>;

  /**
   * For `adapter.use`; several adapters may share the receipts.
   *
   * @param receipts made by `createReceipts`, or a channel's
   * @throws {OptionsError} `INVALID_OPTIONS` for what is no receipts, an unknown option or another value.
   */
  constructor(receipts: Receipts, options: ReadReceiptMiddlewareOptions = {}) {
    this.#onTurn = createReceiptTurns<TurnContext['activity']>('ReadReceiptMiddleware', receipts, options);
  }

  /** Called by the adapter on every turn; rejects only with what the rest of the pipeline throws. */
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    await this.#onTurn(context, next);
  }
}
