import { createWakeQueue } from '../../scheduling/wake-queue.js';
import { awaitingDueAt, takeHandled } from '../core/awaiting.js';
import { giveUpAt } from '../core/backoff.js';
import { endAwaiting, endExpired, endPending, endPostponed } from '../core/end.js';
import { beginFlight, callAt } from '../core/flight.js';
import { giveTokenBack, openAt, probeAt, resume, takeToken } from '../core/number.js';
import type { Ended, Outcome } from '../core/outcome.js';
import { resumePostponed } from '../core/policy.js';
import { settleFlight } from '../core/settle.js';
import { dropTyping } from '../core/typing.js';
import { type CallsOptions, createCalls } from './calls.js';
import { nextReadyAt, takeReady } from './hand-on.js';
import { type HeldMessage, type Lane, type NumberLane, oldestSecond } from './lane.js';
import { tellHandOver } from './tell-hand-over.js';

/** Owns the timer; what should happen is decided by the functions of `core/`. */
export interface Engine {
  nowMs(): number;
  /** Looks at a conversation after any change: starts what may start, hands on what may go, arms its next wake. */
  pump(lane: Lane, nowMs?: number): void;
  /** Drops what waits in a conversation, without an outcome; what is held is let go. */
  drop(lane: Lane): void;
  /** The part of the rate of {@link ReceiptSettings.maxPerSecond} that is used here, from 0 to 1. */
  setRateShare(share: number): void;
  /** Ends a number's halt; tells whether there was one. */
  resume(number: NumberLane): boolean;
  /** A number was halted or resumed: its conversations are looked at. */
  numberChanged(number: NumberLane): void;
  /** Closing has begun: what cannot go by this time is given up (R21). */
  closeBy(atMs: number): void;
  /** Ends everything that waits, aborts what is in the air, forgets all timers; gives how many messages were left. */
  stop(lanes: Iterable<Lane>, numbers: Iterable<NumberLane>): number;
}

/** What the engine works with. */
export interface EngineOptions extends Omit<CallsOptions, 'nowMs' | 'changed'> {
  /** Every conversation with something to do. */
  lanes: () => Iterable<Lane>;
  /** A conversation has been looked at and may have become idle. */
  onSettled: (lane: Lane) => void;
}

export function createEngine(options: EngineOptions): Engine {
  const { settings, report, random, lanes, onSettled } = options;
  // Whole milliseconds: what V8 keeps in an object without a box of its own.
  const nowMs = (): number => Math.floor(performance.now());
  const wakes = createWakeQueue<Lane | NumberLane>((item) => {
    if ('queue' in item) pumpNumber(item);
    else pump(item);
  }, nowMs);
  const calls = createCalls({ ...options, nowMs, changed });
  const { answerWaitMs, giveUpMs, maxWaitMs } = settings;
  let { maxPerSecond } = settings;
  let closeByMs = Number.POSITIVE_INFINITY;
  let leftOver = 0;

  function pump(lane: Lane, now: number = nowMs()): void {
    const closing = closeByMs < Number.POSITIVE_INFINITY;
    if (calls.checkTime(lane, now)) return;
    if (lane.awaiting !== undefined) {
      takeHandled(lane, { maxWaitMs, lineIsEmpty: (lane.others?.size ?? 0) === 0, closing, nowMs: now });
    }
    if (lane.postponed !== undefined) postponed(lane, now);
    if (lane.flight === undefined && now >= giveUpAt(lane, lane.number, { giveUpMs, nowMs: now })) {
      endAll(lane, 'failed', 'gave up');
    }
    if (lane.typing?.wanted && now >= lane.typing.untilMs) dropTyping(lane);
    if (callAt(lane, lane.number) <= now) enqueue(lane);
    else lane.number.queue.leave(lane);
    look(lane, now);
  }

  function postponed(lane: Lane, now: number): void {
    resumePostponed(lane, now);
    // What may not go before the end is not waited for.
    if (lane.postponed !== undefined && lane.postponed.notBeforeMs > closeByMs)
      leave(lane, endPostponed(lane, 'failed', 'closed'));
  }

  /** Hands on what is ready and arms the next wake. */
  function look(lane: Lane, now: number = nowMs()): void {
    const ready = takeReady(lane, { nowMs: now, answerWaitMs });
    arm(lane, now);
    tellHandOver(lane, ready, report.log);
    onSettled(lane);
  }

  function arm(lane: Lane, now: number): void {
    let at = Math.min(nextReadyAt(lane, answerWaitMs), calls.timeUpAt(lane));
    if (lane.flight === undefined) {
      if (lane.queued === undefined) at = Math.min(at, callAt(lane, lane.number));
      at = Math.min(at, giveUpAt(lane, lane.number, { giveUpMs, nowMs: now }));
    }
    if (lane.awaiting !== undefined) {
      const due = awaitingDueAt(lane, maxWaitMs);
      // Past and still there: the oldest is not handled, and its end pumps.
      if (due > now) at = Math.min(at, due);
    }
    if (lane.typing?.wanted) at = Math.min(at, lane.typing.untilMs);
    if (lane.postponed !== undefined) at = Math.min(at, lane.postponed.notBeforeMs);
    if (at < Number.POSITIVE_INFINITY) wakes.arm(lane, at);
  }

  function enqueue(lane: Lane): void {
    if (lane.number.halt !== undefined) {
      // The indicator is worth nothing later, and a probe goes without it.
      if (lane.typing !== undefined) lane.typing.repeatsPlain = false;
      if (lane.pending === undefined) dropTyping(lane);
      if (callAt(lane, lane.number) > nowMs()) {
        lane.number.queue.leave(lane);
        return;
      }
    }
    lane.number.queue.push(lane);
    pumpNumber(lane.number);
  }

  function pumpNumber(number: NumberLane): void {
    for (;;) {
      const now = nowMs();
      const halted = number.halt !== undefined;
      const at = halted ? probeAt(number, maxPerSecond, now) : openAt(number, maxPerSecond, now);
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
    for (const end of endExpired(lane, oldestSecond())) report.ended(lane, end, { nowMs: now, typing: false });
    // A probe goes without the indicator: what had a target when it was chosen may have none now.
    if (probe && lane.pending === undefined) dropTyping(lane);
    if (callAt(lane, lane.number) > now) {
      look(lane);
      return;
    }
    const { number } = lane;
    takeToken(number);
    if (probe && number.halt !== undefined) number.halt.probing = true;
    const isAsked = lane.typing?.wanted === true;
    beginFlight(lane, number, { ...calls.howToBegin(lane), probe, nowMs: now });
    calls.start(lane, isAsked);
    arm(lane, now);
  }

  /** A call has ended, or will not be made. */
  function changed(lane: Lane, what: { number: boolean; notMade: boolean; probe: boolean }): void {
    const { number } = lane;
    if (what.notMade) {
      giveTokenBack(number, maxPerSecond);
      if (what.probe && number.halt !== undefined) number.halt.probing = false;
    }
    pump(lane);
    // Halting lets all held messages of the number go at once; resuming gives its conversations their times back.
    if (what.number) numberChanged(number);
    else pumpNumber(number);
  }

  function numberChanged(number: NumberLane): void {
    for (const one of [...lanes()]) if (one.number === number) pump(one);
    pumpNumber(number);
  }

  function endAll(lane: Lane, outcome: Outcome, reason: string): void {
    const how = { nowMs: nowMs(), typing: false };
    for (const end of endPending(lane, outcome, reason)) report.ended(lane, end, how);
  }

  /** Tells and counts what will not be marked any more. */
  function leave(lane: Lane, ended: readonly Ended<HeldMessage>[]): void {
    for (const end of ended) {
      leftOver += 1 + end.older;
      report.ended(lane, end, { nowMs: nowMs(), typing: false });
    }
  }

  return {
    nowMs,
    pump,
    drop(lane) {
      const { call, flight, number } = lane;
      if (flight?.probe && number.halt !== undefined) number.halt.probing = false;
      lane.call = undefined;
      lane.question = undefined;
      lane.flight = undefined;
      lane.pending = undefined;
      lane.postponed = undefined;
      lane.awaiting = undefined;
      lane.backoff = undefined;
      lane.others = undefined;
      lane.queued = undefined;
      lane.typing = undefined;
      for (const message of lane.held) message.group = 'ready';
      call?.abort(new Error('another process has the conversation'));
      look(lane);
    },
    // A bucket must have room for a token.
    setRateShare: (share) => {
      maxPerSecond = Math.max(1, settings.maxPerSecond * share);
    },
    resume: (number) => resume(number, nowMs()),
    numberChanged,
    closeBy(atMs) {
      closeByMs = atMs;
    },
    stop(all, numbers) {
      for (const lane of [...all]) {
        const { call } = lane;
        lane.call = undefined;
        // What the call carries is pending again; whether it got through is not known.
        if (lane.flight !== undefined) {
          const result = { ok: false, kind: 'retry', code: 'CLOSED' } as const;
          settleFlight(lane, result, { number: lane.number, nowMs: nowMs(), random });
        }
        call?.abort(new Error('closed'));
        for (const end of [endPending, endPostponed, endAwaiting]) leave(lane, end(lane, 'failed', 'closed'));
        dropTyping(lane);
        look(lane);
      }
      for (const { queue } of numbers) queue.clear();
      wakes.clear();
      return leftOver;
    },
  };
}
