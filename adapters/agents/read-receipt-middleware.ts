import type { Middleware, TurnContext } from '@microsoft/agents-hosting';
import { createReceiptTurns, type Receipts, type ReceiptTurnsOptions } from '../../src/index.js';

/** Options of {@link ReadReceiptMiddleware}. */
export type ReadReceiptMiddlewareOptions = ReceiptTurnsOptions<TurnContext['activity']>;

/**
 * Marks messages read in the pipeline of any adapter of the Agents SDK: one call a burst, before the first reply.
 *
 * Everything else passes untouched; no receipt can fail a turn, or delay it beyond the wait for its tick.
 *
 * @example
 * ```ts
 * import { CloudAdapter } from '@microsoft/agents-hosting';
 * import { createReceipts, KaleyraClient } from 'tidemark';
 * import { ReadReceiptMiddleware } from 'tidemark/adapters/agents';
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
