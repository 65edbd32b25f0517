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
  /** Called before what is left ends. */
  beforeEnd: () => void;
}

const DRAIN_TIMEOUT_MS = 10_000;

export function closeEngine({ engine, table, report, beforeEnd }: ClosingParts): Closing {
  let result: Promise<ReceiptsClosed> | undefined;
  let closed = false;

  // A halt is not waited for: it may last for hours.
  function isDrained(): boolean {
    for (const { waiting, halt } of table.numbers()) if (waiting > 0 && halt === undefined) return false;
    return true;
  }

  /** Waits for the end of what can end; tells whether the time ran out first. */
  function drainedOrTimeUp(leftMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isTimeUp: boolean): void => {
        clearTimeout(timer);
        report.onChange = undefined;
        resolve(isTimeUp);
      };
      const timer = setTimeout(() => end(true), Math.max(0, leftMs));
      report.onChange = () => {
        if (isDrained()) end(false);
      };
    });
  }

  async function run(drainTimeoutMs: number): Promise<ReceiptsClosed> {
    const closeByMs = engine.nowMs() + drainTimeoutMs;
    engine.closeBy(closeByMs);
    for (const lane of [...table.lanes()]) {
      makeDue(lane, engine.nowMs());
      engine.pump(lane);
    }
    let isTimeUp = false;
    // A number that was halted when it seemed over may have been resumed a moment later, by a call on its way.
    while (!isDrained() && !isTimeUp) isTimeUp = await drainedOrTimeUp(closeByMs - engine.nowMs());
    closed = true;
    beforeEnd();
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
