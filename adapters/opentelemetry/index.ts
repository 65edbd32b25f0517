/**
 * OpenTelemetry: one trace per message from its webhook to the reply, and metrics of receipts, turns and calls.
 *
 * @module
 */
export { contextOf } from './context-of.js';
export { createTracedChannel } from './create-traced-channel.js';
export { createTracedReceipts } from './create-traced-receipts.js';
export type { TelemetryOptions } from './telemetry-options.js';
export { tracedHandler } from './traced-handler.js';
