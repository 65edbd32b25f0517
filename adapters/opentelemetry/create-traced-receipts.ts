import { context } from '@opentelemetry/api';
import { type CreateReceiptsOptions, createReceipts, isMarkable, type Receipts } from '../../src/index.js';
import { countReceipts } from './receipt-metrics.js';
import { followReceipts } from './receipt-spans.js';
import { observeReceipts } from './receipt-state.js';
import { createTelemetry } from './telemetry.js';
import type { TelemetryOptions } from './telemetry-options.js';
import { tracedMarkRead } from './traced-mark-read.js';

/**
 * Makes a receipt engine as `createReceipts` does, for `ReadReceiptMiddleware` in a pipeline of your own: each message's
 * receipt and its calls belong to the trace that is active when the message is offered, and there are the metrics.
 *
 * @param options as of `createReceipts`
 * @throws {OptionsError} `INVALID_OPTIONS` as `createReceipts`, and for an unknown telemetry option or another value.
 * @example
 * ```ts
 * const receipts = createTracedReceipts({ gateway });
 * adapter.use(new ReadReceiptMiddleware(receipts));
 * ```
 */
export function createTracedReceipts(
  options: CreateReceiptsOptions,
  telemetryOptions: TelemetryOptions = {},
): Receipts {
  const telemetry = createTelemetry('createTracedReceipts', telemetryOptions);
  const { gateway } = options ?? {};
  const isGateway = typeof gateway?.markRead === 'function';
  const receipts = createReceipts(
    isGateway ? { ...options, gateway: { markRead: tracedMarkRead(gateway, telemetry) } } : options,
  );
  const { offer } = receipts;
  const { traces } = telemetry;
  countReceipts(receipts, telemetry);
  followReceipts(receipts, telemetry);
  observeReceipts(receipts, telemetry.meterProvider);
  receipts.on('drained', traces.forgetAll);
  // In its place: others know the engine by this very object.
  return Object.assign(receipts, {
    offer(activity, offerOptions) {
      const begun = isMarkable(activity) ? traces.begin(activity, context.active(), { settled: true }) : undefined;
      const result = offer(activity, offerOptions);
      if (begun !== undefined && begun.receipt === undefined) traces.forget(begun);
      return result;
    },
  } satisfies Partial<Receipts>);
}
