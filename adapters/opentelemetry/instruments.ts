import type { Counter, Histogram, Meter } from '@opentelemetry/api';

/** The metrics that are recorded as things happen. */
export interface Instruments {
  readonly consumed: Counter;
  readonly sent: Counter;
  readonly redelivered: Counter;
  readonly operationDuration: Histogram;
  readonly processDuration: Histogram;
  readonly receiptOutcomes: Counter;
  readonly receiptDuplicates: Counter;
  readonly receiptCalls: Counter;
  readonly receiptCallsSaved: Counter;
  readonly receiptLatency: Histogram;
}

// As the semantic conventions recommend for messaging.
const callSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
// A tick waits for a quiet time by design: up to a minute at a human pace, longer after failures.
const tickSeconds = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 7.5, 10, 30, 60, 600];
// A handler may ask a model or a person.
const turnSeconds = [...callSeconds, 30, 60, 300];

export function createInstruments(meter: Meter): Instruments {
  const counter = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { unit, description });
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]): Histogram =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });

  return {
    consumed: counter('messaging.client.consumed.messages', '{message}', 'Messages and events of webhooks accepted.'),
    sent: counter('messaging.client.sent.messages', '{message}', 'Messages that were tried to send.'),
    redelivered: counter('tidemark.webhook.duplicates', '{message}', 'Messages that a webhook brought again.'),
    operationDuration: seconds(
      'messaging.client.operation.duration',
      'How long webhooks, receipt calls, sends and uploads took.',
      callSeconds,
    ),
    processDuration: seconds('messaging.process.duration', 'How long turns took.', turnSeconds),
    receiptOutcomes: counter('tidemark.receipt.outcomes', '{message}', 'Messages by what their receipt came to.'),
    receiptDuplicates: counter('tidemark.receipt.duplicates', '{message}', 'Offers of a message already known.'),
    receiptCalls: counter('tidemark.receipt.calls', '{call}', 'Receipt and typing calls made.'),
    receiptCallsSaved: counter('tidemark.receipt.calls_saved', '{call}', "Messages read by a newer one's call."),
    receiptLatency: seconds('tidemark.receipt.latency', "From a message's arrival to its tick.", tickSeconds),
  };
}
