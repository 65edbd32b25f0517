import type { Attributes, BatchObservableResult, MeterProvider } from '@opentelemetry/api';
import type { ReceiptStats, Receipts } from '../../src/index.js';
import { attribute, SCOPE, SYSTEM } from './names.js';

/** The engines that are seen through one provider: what each says alone would replace what the others say. */
interface Observed {
  readonly engines: Set<Receipts>;
  /** Accepted by engines that have closed: a counter never goes back. */
  acceptedBefore: number;
  /** Numbers that were halted once, with the reason: what is no longer told would stand as it was told last. */
  readonly haltedOnce: Map<string, Attributes>;
}

const observedBy = new WeakMap<MeterProvider, Observed>();

/** Lets the state of the receipts be seen whenever metrics are collected; over all engines of this process. */
export function observeReceipts(receipts: Receipts, meterProvider: MeterProvider): void {
  const { engines } = observedBy.get(meterProvider) ?? observe(meterProvider);
  engines.add(receipts);
  receipts.on('drained', () => {
    const observed = observedBy.get(meterProvider);
    if (observed?.engines.delete(receipts)) observed.acceptedBefore += receipts.stats().accepted;
  });
}

function observe(meterProvider: MeterProvider): Observed {
  const observed: Observed = { engines: new Set(), acceptedBefore: 0, haltedOnce: new Map() };
  observedBy.set(meterProvider, observed);
  const meter = meterProvider.getMeter(SCOPE);
  const accepted = meter.createObservableCounter('tidemark.receipt.accepted', {
    unit: '{message}',
    description: 'Messages accepted for a receipt.',
  });
  const pending = meter.createObservableUpDownCounter('tidemark.receipt.pending', {
    unit: '{message}',
    description: 'Messages whose receipt is open.',
  });
  const halted = meter.createObservableGauge('tidemark.receipt.halted', {
    unit: '{number}',
    description: '1 for a business number that makes no receipt calls now, 0 when it does again.',
  });
  meter.addBatchObservableCallback(
    (result) => {
      const all = [...observed.engines].map((engine) => engine.stats());
      const system = { [attribute.system]: SYSTEM };
      result.observe(accepted, observed.acceptedBefore + sumOf(all, 'accepted'), system);
      result.observe(pending, sumOf(all, 'pending'), system);
      observeHalted(result, all);
    },
    [accepted, pending, halted],
  );
  return observed;

  function observeHalted(result: BatchObservableResult, all: readonly ReceiptStats[]): void {
    const { haltedOnce } = observed;
    const now = new Set<string>();
    for (const [businessNumber, code] of all.flatMap((stats) => Object.entries(stats.halted))) {
      const key = `${businessNumber} ${code}`;
      now.add(key);
      haltedOnce.set(key, {
        [attribute.system]: SYSTEM,
        [attribute.destination]: businessNumber,
        [attribute.errorType]: code,
      });
    }
    for (const [key, attributes] of haltedOnce) result.observe(halted, now.has(key) ? 1 : 0, attributes);
  }
}

function sumOf(all: readonly ReceiptStats[], name: 'accepted' | 'pending'): number {
  return all.reduce((sum, stats) => sum + stats[name], 0);
}
