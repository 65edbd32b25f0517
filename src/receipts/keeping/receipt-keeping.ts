import { sizeOf } from '../core/batch.js';
import { noteHalt } from '../core/number.js';
import type { ReceiptSettings } from '../options.js';
import type { Receipts } from '../receipts.js';
import type { Engine } from '../shell/engine.js';
import { isIdle, type Lane } from '../shell/lane.js';
import type { LaneTable } from '../shell/lane-table.js';
import type { OutcomeWaiters } from '../shell/outcome-waiters.js';
import type { Report } from '../shell/report.js';
import { keepLane } from './keep-lane.js';
import { type KeptReceipts, readKeptReceipts } from './kept-receipts.js';
import { restoreLane } from './restore-lane.js';

/** What a store needs of the receipts and nobody else does. */
export interface ReceiptKeeping {
  restore(conversation: string, kept: unknown, except: ReadonlySet<string>): void;
  snapshot(conversation: string): { kept: KeptReceipts | undefined; busy: boolean };
  /** Forgets a conversation, without an outcome for what waits; what is held is let go. */
  release(conversation: string): void;
  /** Called whenever a conversation may have changed; one at most. */
  onChange(listener: (conversation: string) => void): void;
  /** Asked before each call whether its conversation may go on here. */
  askBeforeCalls(holds: (conversation: string) => boolean): void;
  /** Closing ends what waits only here: from now on this is what is to be kept of it (R21). */
  freeze(): void;
  setRateShare(share: number): void;
  setHalted(businessNumber: string, code: string | undefined): void;
}

/** What keeping works with. */
export interface KeepingParts {
  settings: ReceiptSettings;
  engine: Engine;
  table: LaneTable;
  report: Report;
  waiters: OutcomeWaiters;
  /** Takes what is told of every change. */
  setListener(listener: (lane: Lane) => void): void;
  /** Takes who is asked before each call. */
  setHolds(holds: (conversation: string) => boolean): void;
}

const keepings = new WeakMap<Receipts, ReceiptKeeping>();

export function setKeeping(receipts: Receipts, keeping: ReceiptKeeping): void {
  keepings.set(receipts, keeping);
}

/** The keeping of receipts made here; none where they are switched off. */
export function keepingOf(receipts: Receipts): ReceiptKeeping | undefined {
  return keepings.get(receipts);
}

export function createKeeping(parts: KeepingParts): ReceiptKeeping {
  const { settings, engine, table, report, waiters, setListener } = parts;
  const withActivities = settings.shouldRead !== undefined;
  const frozen = new Map<string, KeptReceipts | undefined>();

  function take(conversation: string): KeptReceipts | undefined {
    const lane = table.peek(conversation);
    return lane && keepLane(lane, { nowMs: engine.nowMs(), withActivities });
  }

  return {
    restore(conversation, value, except) {
      const kept = readKeptReceipts(value);
      if (kept === undefined) {
        report.log.warn({ conversation }, 'what a store kept of a conversation could not be read and is left out');
        return;
      }
      // What goes on here already knows better.
      if (table.knows(conversation)) return;
      const lane = table.open(conversation, kept.businessNumber);
      const waiting = restoreLane(lane, kept, { conversation, settings, except, nowMs: engine.nowMs() });
      report.counters.accepted += waiting;
      lane.number.waiting += waiting;
      engine.pump(lane);
    },
    snapshot(conversation) {
      if (frozen.has(conversation)) return { kept: frozen.get(conversation), busy: true };
      const lane = table.busy(conversation);
      return { kept: take(conversation), busy: lane !== undefined && !isIdle(lane) };
    },
    release(conversation) {
      const lane = table.busy(conversation);
      if (lane !== undefined) {
        const { flight, pending, postponed, awaiting } = lane;
        const left = sizeOf(flight) + sizeOf(pending) + sizeOf(postponed) + (awaiting?.messages.length ?? 0);
        // Whoever has it now accounts for them (R20).
        report.counters.accepted -= left;
        lane.number.waiting -= left;
        waiters.forget(conversation);
        engine.drop(lane);
      }
      table.forget(conversation);
      report.onChange?.();
    },
    onChange: (listener) => setListener(({ conversation }) => listener(conversation)),
    askBeforeCalls: parts.setHolds,
    freeze() {
      for (const { conversation } of table.lanes()) frozen.set(conversation, take(conversation));
    },
    setRateShare: engine.setRateShare,
    setHalted(businessNumber, code) {
      const number = table.number(businessNumber);
      const nowMs = engine.nowMs();
      if (code === undefined ? !engine.resume(number) : !noteHalt(number, code, { id: '', probe: false, nowMs }))
        return;
      if (code === undefined) report.resumed(number);
      else report.halted(number);
      engine.numberChanged(number);
    },
  };
}
