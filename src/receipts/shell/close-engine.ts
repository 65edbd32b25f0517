import { makeDue } from '../core/offer.js';
import type { ReceiptsClosed } from '../receipts.js';
import type { Engine } from './engine.js';
import type { LaneTable } from './lane-table.js';
import type { Report } from './report.js';

/** The end of an engine (R21). */
export interface Closing {
  /** Closing has begun: what is pending is due. */
  started(): boolean;
  /** It is over: nothing is scheduled any more. */
  closed(): boolean;
  close(options?: { drainTimeoutMs?: number }): Promise<ReceiptsClosed>;
}

/** What closing works on. */
export interface ClosingParts {
  engine: Engine;
  table: LaneTable;
  report: Report;
}

const DRAIN_TIMEOUT_MS = 10_000;

export function closeEngine({ engine, table, report }: ClosingParts): Closing {
  let result: Promise<ReceiptsClosed> | undefined;
  let closed = false;

  // A halt is not waited for: it may last for hours.
  function isDrained(): boolean {
    for (const { waiting, halt } of table.numbers()) if (waiting > 0 && halt === undefined) return false;
    return true;
  }

  async function run(drainTimeoutMs: number): Promise<ReceiptsClosed> {
    engine.closeBy(engine.nowMs() + drainTimeoutMs);
    for (const lane of [...table.lanes()]) {
      makeDue(lane, engine.nowMs());
      engine.pump(lane);
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, drainTimeoutMs);
      function done(): void {
        clearTimeout(timer);
        report.onChange = undefined;
        resolve();
      }
      report.onChange = () => {
        if (isDrained()) done();
      };
      report.onChange();
    });
    closed = true;
    const remaining = engine.stop(table.lanes(), table.numbers());
    report.emit('drained', () => ({ remaining }));
    if (remaining > 0) report.log.warn({ remaining }, 'closed with messages left unread');
    return { remaining };
  }

  return {
    started: () => result !== undefined,
    closed: () => closed,
    close: ({ drainTimeoutMs = DRAIN_TIMEOUT_MS } = {}) => {
      if (result === undefined) {
        // Set before running: what becomes due here must already count as closing.
        let start: () => void = () => undefined;
        result = new Promise<void>((resolve) => (start = resolve)).then(() => run(drainTimeoutMs));
        start();
      }
      return result;
    },
  };
}
