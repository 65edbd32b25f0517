import type { Gateway } from '../../ports.js';
import { giveUpAt } from '../core/backoff.js';
import { sizeOf } from '../core/batch.js';
import { beginFlight, callAt, carriesReceipt } from '../core/flight.js';
import { openAt, probeAt, takeToken } from '../core/number.js';
import { type CallResult, endPending, type Outcome, type Settlement, settleFlight } from '../core/settle.js';
import { dropTyping } from '../core/typing.js';
import type { ReceiptSettings } from '../options.js';
import { callGateway } from './gateway-call.js';
import { nextReadyAt, takeReady } from './hand-on.js';
import type { HeldMessage, Lane, NumberLane } from './lane.js';
import type { Report } from './report.js';
import { createWakeQueue } from './wake-queue.js';

/** Owns the timer and the calls; what should happen is decided by the functions of `core/`. */
export interface Engine {
  nowMs(): number;
  /** Looks at a conversation after any change: starts what may start, hands on what may go, arms its next wake. */
  pump(lane: Lane): void;
  /** Ends everything that waits, aborts what is in the air, forgets all timers; gives how many messages were left. */
  stop(lanes: Iterable<Lane>, numbers: Iterable<NumberLane>): number;
}

/** What the engine works with. */
export interface EngineOptions {
  gateway: Pick<Gateway, 'markRead'>;
  settings: ReceiptSettings;
  report: Report;
  random: () => number;
  /** Every conversation with something to do. */
  lanes: () => Iterable<Lane>;
  /** A conversation has been looked at and may have become idle. */
  onSettled: (lane: Lane) => void;
}

// WhatsApp marks messages of the last 30 days only.
const MAX_AGE_S = 30 * 86_400;

export function createEngine({ gateway, settings, report, random, lanes, onSettled }: EngineOptions): Engine {
  const nowMs = (): number => performance.now();
  const wakes = createWakeQueue<Lane | NumberLane>((item) => {
    if (item.kind === 'number') pumpNumber(item);
    else pump(item);
  }, nowMs);
  const { answerWaitMs, callTimeoutMs, giveUpMs, maxPerSecond } = settings;

  function pump(lane: Lane): void {
    const now = nowMs();
    if (lane.flight !== undefined && now >= lane.flight.startedMs + callTimeoutMs) {
      lane.call?.abort(new Error('callTimeoutMs has passed'));
      settle(lane, { ok: false, kind: 'retry', code: 'TIMEOUT' });
      return;
    }
    if (lane.flight === undefined && now >= giveUpAt(lane, lane.number, { giveUpMs, nowMs: now }))
      endAll(lane, 'failed', 'gave up');
    if (lane.typing?.wanted && now >= lane.typing.untilMs) dropTyping(lane);
    if (callAt(lane, lane.number) <= now) enqueue(lane);
    look(lane);
  }

  /** Hands on what is ready and arms the next wake. */
  function look(lane: Lane): void {
    const now = nowMs();
    const { handOn, answerable } = takeReady(lane, { nowMs: now, answerWaitMs });
    arm(lane, now);
    for (const message of handOn) tellReleased(message);
    for (const message of answerable) for (const tell of message.answerWaiters ?? []) tell();
    onSettled(lane);
  }

  function tellReleased(message: HeldMessage): void {
    for (const tell of message.releaseWaiters ?? []) tell();
    if (message.onReleased === undefined || message.activity === undefined) return;
    try {
      message.onReleased(message.activity);
    } catch (error) {
      report.log.warn({ id: message.id, err: error }, 'a listener for released activities threw');
    }
  }

  function arm(lane: Lane, now: number): void {
    let at = nextReadyAt(lane, answerWaitMs);
    if (lane.flight !== undefined) at = Math.min(at, lane.flight.startedMs + callTimeoutMs);
    else {
      if (lane.queued === undefined) at = Math.min(at, callAt(lane, lane.number));
      at = Math.min(at, giveUpAt(lane, lane.number, { giveUpMs, nowMs: now }));
    }
    if (lane.typing?.wanted) at = Math.min(at, lane.typing.untilMs);
    if (at < Number.POSITIVE_INFINITY) wakes.arm(lane, at);
  }

  function enqueue(lane: Lane): void {
    // The indicator is worth nothing later.
    if (lane.pending === undefined && lane.number.halt !== undefined) {
      dropTyping(lane);
      return;
    }
    lane.number.queue.push(lane);
    pumpNumber(lane.number);
  }

  function pumpNumber(number: NumberLane): void {
    for (;;) {
      const now = nowMs();
      const halted = number.halt !== undefined;
      const at = halted ? probeAt(number) : openAt(number, maxPerSecond, now);
      if (at > now) {
        if (at < Number.POSITIVE_INFINITY) wakes.arm(number, at);
        return;
      }
      const lane = halted ? number.queue.popNewest() : number.queue.pop();
      if (lane === undefined) return;
      begin(lane, halted);
    }
  }

  function begin(lane: Lane, probe: boolean): void {
    const now = nowMs();
    const newest = lane.pending?.messages.at(-1);
    if (newest !== undefined && newest.at < Date.now() / 1000 - MAX_AGE_S)
      endAll(lane, 'expired', 'older than 30 days');
    if (callAt(lane, lane.number) > now) {
      look(lane);
      return;
    }
    const { number } = lane;
    takeToken(number);
    if (probe && number.halt !== undefined) number.halt.probing = true;
    const flight = beginFlight(lane, number, { probe, nowMs: now });
    report.counters.calls += 1;
    if (!carriesReceipt(flight)) report.counters.typingCalls += 1;
    const call = new AbortController();
    lane.call = call;
    const { targetId: id, typing } = flight;
    void callGateway(gateway, { id, businessNumber: number.businessNumber }, { typing, signal: call.signal }).then(
      (result) => {
        if (lane.call === call) settle(lane, result);
      },
    );
    arm(lane, now);
  }

  function settle(lane: Lane, result: CallResult): void {
    const now = nowMs();
    lane.call = undefined;
    const settlement = settleFlight(lane, result, { number: lane.number, nowMs: now, random });
    tell(lane, settlement, result);
    pump(lane);
    if (settlement.number !== undefined) numberChanged(lane.number);
    else pumpNumber(lane.number);
  }

  function tell(lane: Lane, { flight, ended, number, retryAtMs }: Settlement<HeldMessage>, result: CallResult): void {
    const now = nowMs();
    if (!result.ok) report.counters.failedCalls += 1;
    for (const end of ended) report.ended(lane, end, { nowMs: now, typing: flight.typing });
    if (retryAtMs !== undefined && !result.ok) {
      const { conversation } = lane;
      const { businessNumber } = lane.number;
      const retryInMs = Math.round(retryAtMs - now);
      const fields = { conversation, businessNumber, id: flight.targetId, reason: result.code, retryInMs };
      report.emit('retrying', () => fields);
      report.log.debug(fields, 'a read receipt will be tried again');
    }
    if (number === 'halted') report.halted(lane.number);
    if (number === 'resumed') report.resumed(lane.number);
  }

  // Halting lets all held messages of the number go at once; resuming gives its conversations their times back.
  function numberChanged(number: NumberLane): void {
    for (const lane of [...lanes()]) if (lane.number === number) pump(lane);
    pumpNumber(number);
  }

  function endAll(lane: Lane, outcome: Outcome, reason: string): void {
    const now = nowMs();
    for (const end of endPending(lane, outcome, reason)) report.ended(lane, end, { nowMs: now, typing: false });
  }

  return {
    nowMs,
    pump,
    stop(all, numbers) {
      let remaining = 0;
      for (const lane of [...all]) {
        const call = lane.call;
        lane.call = undefined;
        if (lane.flight !== undefined)
          settleFlight(
            lane,
            { ok: false, kind: 'retry', code: 'CLOSED' },
            { number: lane.number, nowMs: nowMs(), random },
          );
        call?.abort(new Error('closed'));
        remaining += sizeOf(lane.pending);
        endAll(lane, 'failed', 'closed');
        dropTyping(lane);
        look(lane);
      }
      for (const { queue } of numbers) queue.clear();
      wakes.clear();
      return remaining;
    },
  };
}
