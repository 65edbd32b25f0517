import { type Attributes, type Context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { MessageReceiptEvent, ReceiptOutcome, Receipts } from '../../src/index.js';
import type { MessageTrace } from './message-traces.js';
import { attribute } from './names.js';
import { operationAttributes, type Telemetry } from './telemetry.js';

const outcomes = ['sent', 'covered', 'suppressed', 'rejected', 'failed', 'expired'] as const satisfies ReceiptOutcome[];
const failures: ReadonlySet<ReceiptOutcome> = new Set(['rejected', 'failed']);

/** Follows the receipts of the messages under way: a span each, from the wait's begin to its outcome. */
export function followReceipts(receipts: Receipts, { tracer, traces, messageAttributes }: Telemetry): void {
  function begin(message: MessageTrace): void {
    if (message.receipt !== undefined) return;
    const { businessNumber, id, conversation, context } = message;
    const attributes = operationAttributes({ name: 'receipt' }, businessNumber);
    const span = tracer.startSpan(`receipt ${businessNumber}`, { attributes }, context);
    if (span.isRecording()) span.setAttributes(messageAttributes({ id, conversation }));
    traces.open(message, span);
  }

  function end(message: MessageTrace, outcome: ReceiptOutcome, about: Attributes): void {
    const { receipt } = message;
    if (receipt === undefined) return;
    receipt.setAttributes({ ...about, [attribute.receiptOutcome]: outcome });
    if (failures.has(outcome)) receipt.setStatus({ code: SpanStatusCode.ERROR });
    const call = outcome === 'covered' ? traces.lastCall(message.conversation) : undefined;
    if (call !== undefined) receipt.addLink({ context: call });
    receipt.end();
    traces.close(message);
  }

  /** Ends the oldest that wait: those whose ids the receipts no longer remember (R3). */
  function endOlder(event: MessageReceiptEvent, outcome: ReceiptOutcome): void {
    let left = event.older ?? 0;
    for (const message of [...traces.waiting(event.conversation)]) {
      if (left === 0) return;
      if (message.id === event.id) continue;
      end(message, outcome, aboutOf(event));
      left -= 1;
    }
  }

  receipts.on('scheduled', ({ businessNumber, id }) => {
    const message = traces.find(businessNumber, id);
    if (message !== undefined) begin(message);
  });
  for (const outcome of outcomes) {
    receipts.on(outcome, (event: MessageReceiptEvent) => {
      // What rides on a message with a call of its own is covered by it.
      if ((event.older ?? 0) > 0) endOlder(event, outcome === 'sent' ? 'covered' : outcome);
      const message = traces.find(event.businessNumber, event.id);
      if (message === undefined) return;
      // Read or too old the moment it came: it never waited.
      begin(message);
      end(message, outcome, aboutOf(event));
    });
  }
}

function aboutOf({ reason }: MessageReceiptEvent): Attributes {
  return reason === undefined ? {} : { [attribute.receiptReason]: reason };
}

/** What a receipt call is a part of: the wait of its message, or the handler that asked for the indicator. */
export function contextOfCall(message: MessageTrace): Context {
  const { receipt, turn, context } = message;
  return receipt === undefined ? (turn ?? context) : trace.setSpan(context, receipt);
}
