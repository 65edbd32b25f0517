import { createGuardedEmitter, type GuardedEmitter } from '../../guarded-emitter.js';
import type { Logger } from '../../ports.js';
import { safeLogger } from '../../safe-logger.js';
import type { Ended } from '../core/outcome.js';
import type { ReceiptEvents } from '../events.js';
import { type Counters, createCounters } from '../stats.js';
import type { HeldMessage, Lane, NumberLane } from './lane.js';

/** Tells the world what happens: events, counters, log. A listener or logger that throws changes nothing (R22). */
export interface Report extends GuardedEmitter<ReceiptEvents> {
  readonly counters: Counters;
  /** Called after every outcome and halt. */
  onChange: (() => void) | undefined;
  /** Counts and tells the outcome of a message and of the older ones that share it (R20). */
  ended(lane: Lane, ended: Ended<HeldMessage>, how: { nowMs: number; typing: boolean }): void;
  /** A typing request needed no call of its own (R8). */
  absorbed(lane: Lane, id: string | undefined): void;
  halted(number: NumberLane): void;
  resumed(number: NumberLane): void;
  readonly log: Logger;
}

export function createReport(logger: Logger, onEnded: (lane: Lane, ended: Ended<HeldMessage>) => void): Report {
  const log = safeLogger(logger);
  const emitter = createGuardedEmitter<ReceiptEvents>((err, event) =>
    log.warn({ event, err }, 'a listener of a receipt event threw'),
  );
  const { on, emit, isHeard } = emitter;
  const counters = createCounters();

  const report: Report = {
    log,
    counters,
    onChange: undefined,
    on,
    emit,
    isHeard,
    ended(lane, ended, { nowMs, typing }) {
      const { message, outcome, reason, older, assumed } = ended;
      counters.outcomes[outcome] += 1;
      // What rides on a sent message is covered by it.
      counters.outcomes[outcome === 'sent' ? 'covered' : outcome] += older;
      lane.number.waiting -= 1 + older;
      const latencyMs = nowMs - message.offeredMs;
      if (outcome === 'sent' || outcome === 'covered') counters.latency(latencyMs);
      const base = {
        conversation: lane.conversation,
        businessNumber: lane.number.businessNumber,
        id: message.id,
        older,
      };
      const why = reason ?? outcome;
      if (outcome === 'sent') emit('sent', () => ({ ...base, latencyMs, typing }));
      else if (outcome === 'covered') emit('covered', () => ({ ...base, latencyMs, assumed: assumed === true }));
      else emit(outcome, () => ({ ...base, reason: why }));
      if (outcome === 'rejected' || outcome === 'failed') {
        log.warn({ ...base, reason: why }, `a read receipt was ${outcome === 'failed' ? 'given up' : 'refused'}`);
      }
      onEnded(lane, ended);
      report.onChange?.();
    },
    absorbed({ conversation, number: { businessNumber } }, id = '') {
      emit('absorbed', () => ({ conversation, businessNumber, id }));
    },
    halted({ businessNumber, halt }) {
      const reason = halt?.code ?? 'unknown';
      emit('halted', () => ({ businessNumber, reason }));
      log.warn(
        { businessNumber, code: reason },
        'read receipts have stopped for this number until a probe succeeds; bots go on',
      );
      report.onChange?.();
    },
    resumed({ businessNumber }) {
      emit('resumed', () => ({ businessNumber, reason: 'answered' }));
      log.warn({ businessNumber }, 'read receipts go on for this number');
    },
  };
  return report;
}
