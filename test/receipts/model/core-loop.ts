import { awaitingDueAt, takeHandled } from '../../../src/receipts/core/awaiting.js';
import { giveUpAt } from '../../../src/receipts/core/backoff.js';
import { endAwaiting, endPending, endPostponed } from '../../../src/receipts/core/end.js';
import { callAt } from '../../../src/receipts/core/flight.js';
import { isReady, readyAt } from '../../../src/receipts/core/hold.js';
import { openAt, probeAt } from '../../../src/receipts/core/number.js';
import { resumePostponed } from '../../../src/receipts/core/policy.js';
import type { NumberRecord } from '../../../src/receipts/core/record.js';
import { settleFlight } from '../../../src/receipts/core/settle.js';
import { dropTyping } from '../../../src/receipts/core/typing.js';
import { begin, listen } from './core-calls.js';
import { type CoreLane, type CoreState, tell } from './core-state.js';
import { hears } from './telling.js';

/** Lets time pass: whatever the core allows is done at its time. */
export function advance(state: CoreState, ms: number): void {
  const untilMs = state.nowMs + ms;
  for (let turns = 0; ; turns += 1) {
    settleDown(state);
    const nextMs = nextAt(state);
    if (nextMs > untilMs) break;
    if (turns > 2000) {
      state.model.fail('R22', 'the core spins');
      break;
    }
    // Whole milliseconds, as timers have them.
    state.nowMs = Math.min(untilMs, Math.ceil(nextMs));
  }
  state.nowMs = untilMs;
  settleDown(state);
}

/** Does what can be done at this moment, until nothing is left. */
export function settleDown(state: CoreState): void {
  for (let rounds = 0; rounds < 200; rounds += 1) {
    state.turn += 1;
    for (const lane of state.lanes.values()) {
      listen(state, lane);
      look(state, lane);
    }
    const ending = [...state.lanes.values()].find(({ ends }) => ends !== undefined && ends.atMs <= state.nowMs);
    const number = [...state.numbers.values()].find((one) => nextCaller(state, one) !== undefined);
    if (ending !== undefined) ending.ends?.run();
    else if (number !== undefined) begin(state, nextCaller(state, number) as CoreLane);
    else {
      if (isDrained(state)) finish(state);
      return;
    }
  }
  state.model.fail('R22', 'the core never comes to rest');
}

function look(state: CoreState, lane: CoreLane): void {
  const { record, number, others } = lane;
  const { nowMs, options, closeByMs } = state;
  const { maxWaitMs, giveUpMs } = options;
  if (record.awaiting !== undefined)
    takeHandled(record, { maxWaitMs, lineIsEmpty: others === 0, closing: closeByMs !== undefined, nowMs });
  resumePostponed(record, nowMs);
  if (record.postponed !== undefined && record.postponed.notBeforeMs > (closeByMs ?? Number.POSITIVE_INFINITY))
    tell(state, lane, endPostponed(record, 'failed', 'closed'));
  if (record.flight === undefined && nowMs >= giveUpAt(record, number, { giveUpMs, nowMs }))
    tell(state, lane, endPending(record, 'failed', 'gave up'));
  if (record.typing?.wanted && nowMs >= record.typing.untilMs) dropTyping(record);
  // The indicator is worth nothing later, and a probe goes without it (R11).
  if (number.halt !== undefined && record.flight === undefined) {
    if (record.typing !== undefined) record.typing.repeatsPlain = false;
    if (record.pending === undefined) dropTyping(record);
  }
  handOn(state, lane);
}

/** R17: in order of arrival; what is handed on and may be answered is held no longer. */
function handOn({ nowMs, options }: CoreState, { record, number }: CoreLane): void {
  const at = { halted: number.halt !== undefined, answerWaitMs: options.answerWaitMs, nowMs };
  for (;;) {
    const message = record.held.find(({ handedOn }) => !handedOn);
    if (message === undefined || !(message.passes || isReady(record, message, at))) break;
    message.handedOn = true;
    message.onReleased();
  }
  const waiting = record.held.findIndex((message) => !message.handedOn || !isReady(record, message, at));
  record.held = waiting < 0 ? [] : record.held.slice(waiting);
}

/** Whose call is next on a number: what somebody waits for, newest due first, then the rest in due order (R13). */
function nextCaller(state: CoreState, number: NumberRecord): CoreLane | undefined {
  const { nowMs, options } = state;
  const isHalted = number.halt !== undefined;
  const openMs = (isHalted ? probeAt : openAt)(number, options.maxPerSecond, nowMs);
  if (state.closed || openMs > nowMs) return undefined;
  const may = [...state.lanes.values()].filter(
    (lane) => lane.number === number && callAt(lane.record, number) <= nowMs,
  );
  const dueOf = ({ record }: CoreLane): number => record.pending?.dueMs ?? Number.POSITIVE_INFINITY;
  const newestFirst = may.toSorted((a, b) => dueOf(b) - dueOf(a));
  if (isHalted) return newestFirst.find(({ record }) => record.pending !== undefined);
  return newestFirst.find(({ record }) => record.held.length > 0) ?? newestFirst.at(-1);
}

/** When something may happen next. */
function nextAt(state: CoreState): number {
  const { nowMs, options } = state;
  const { answerWaitMs, giveUpMs, maxWaitMs, maxPerSecond } = options;
  const times = [state.closed ? Number.POSITIVE_INFINITY : (state.closeByMs ?? Number.POSITIVE_INFINITY)];
  for (const { record, number, ends } of state.lanes.values()) {
    times.push(ends?.atMs ?? Number.POSITIVE_INFINITY, callAt(record, number), awaitingDueAt(record, maxWaitMs));
    times.push(
      giveUpAt(record, number, { giveUpMs, nowMs }),
      record.postponed?.notBeforeMs ?? Number.POSITIVE_INFINITY,
    );
    times.push(...record.held.map((message) => readyAt(record, message, answerWaitMs)), record.typing?.untilMs ?? 0);
    times.push(openAt(number, maxPerSecond, nowMs), probeAt(number, maxPerSecond, nowMs));
  }
  return Math.min(...times.filter((time) => time > nowMs));
}

/** R21: over when nothing waits that is not halted, or when the time is up. */
function isDrained(state: CoreState): boolean {
  if (state.closeByMs === undefined || state.closed) return false;
  if (state.nowMs >= state.closeByMs) return true;
  return [...state.lanes.values()].every(({ record, number }) => {
    const { pending, flight, awaiting, postponed } = record;
    const carries = pending ?? (flight?.messages.length ? flight : undefined) ?? awaiting ?? postponed;
    return number.halt !== undefined || carries === undefined;
  });
}

function finish(state: CoreState): void {
  const { model, nowMs, scenario } = state;
  state.closed = true;
  for (const lane of state.lanes.values()) {
    const { record, number } = lane;
    const result = { ok: false, kind: 'retry', code: 'CLOSED' } as const;
    const call = model.of(record.conversation).call;
    if (record.flight !== undefined) {
      if (call?.stage === 'sent') model.callEnds(record.conversation, call, result);
      settleFlight(record, result, { number, nowMs, random: () => scenario.random });
    }
    lane.ends = undefined;
    for (const end of [endPending, endPostponed, endAwaiting]) tell(state, lane, end(record, 'failed', 'closed'));
    dropTyping(record);
    look(state, lane);
  }
  hears(model, 'drained', { remaining: 0 });
  state.onClosed();
}
