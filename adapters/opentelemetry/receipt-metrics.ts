import type { Attributes } from '@opentelemetry/api';
import type { MessageReceiptEvent, ReceiptOutcome, Receipts } from '../../src/index.js';
import { attribute, SYSTEM } from './names.js';
import type { Telemetry } from './telemetry.js';

const unread = ['suppressed', 'rejected', 'failed', 'expired'] as const satisfies ReceiptOutcome[];

/** Counts what the receipts tell; the sums are those of `receipts.stats()`, per business number. */
export function countReceipts(receipts: Receipts, { instruments }: Telemetry): void {
  const { receiptOutcomes, receiptDuplicates, receiptCallsSaved, receiptLatency } = instruments;

  function count(businessNumber: string, outcome: ReceiptOutcome, messages: number): void {
    if (messages === 0) return;
    receiptOutcomes.add(messages, { ...common(businessNumber), [attribute.receiptOutcome]: outcome });
    if (outcome === 'covered') receiptCallsSaved.add(messages, common(businessNumber));
  }

  function read({ businessNumber, older = 0, latencyMs = 0 }: MessageReceiptEvent, outcome: 'sent' | 'covered'): void {
    count(businessNumber, outcome, 1);
    count(businessNumber, 'covered', older);
    receiptLatency.record(latencyMs / 1000, common(businessNumber));
  }

  receipts.on('sent', (event) => read(event, 'sent'));
  receipts.on('covered', (event) => read(event, 'covered'));
  for (const outcome of unread) {
    receipts.on(outcome, ({ businessNumber, older = 0 }: MessageReceiptEvent) =>
      count(businessNumber, outcome, 1 + older),
    );
  }
  receipts.on('duplicate', ({ businessNumber }) => receiptDuplicates.add(1, common(businessNumber)));
}

function common(businessNumber: string): Attributes {
  return { [attribute.system]: SYSTEM, [attribute.destination]: businessNumber };
}
