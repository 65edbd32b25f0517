import type { Activity, OfferResult } from 'tidemark';
import { noteHandled, takeUpTo } from '../../../src/receipts/core/awaiting.js';
import { isNewer } from '../../../src/receipts/core/batch.js';
import { makeDue, offerMessage } from '../../../src/receipts/core/offer.js';
import { dropTypingOf, noteAnswer, wantTyping } from '../../../src/receipts/core/typing.js';
import { settleDown } from './core-loop.js';
import { type CoreLane, type CoreMessage, type CoreState, laneOf, tell } from './core-state.js';
import type { Subject } from './stage.js';

/** The functions of the core as an engine, around which time stands still until it is let pass. */
export function createCoreSubject(state: CoreState): Subject {
  const { options } = state;

  function take(
    lane: CoreLane,
    message: CoreMessage,
    { tap, expired }: { tap: boolean; expired: boolean },
  ): OfferResult {
    const { quietMs, maxWaitMs } = options;
    const window = { quietMsOf: () => quietMs, maxWaitMs };
    const awaits = message.passes && message.manual !== undefined && waits.has(message);
    const { nowMs } = state;
    const verdict = expired
      ? 'expired'
      : offerMessage(lane.record, message, { window, tap, awaits, readingMs: 0, nowMs });
    if (verdict === 'duplicate') return verdict;
    state.stats.accepted += 1;
    state.stats.pending += 1;
    if (verdict === 'covered' || verdict === 'expired') tell(state, lane, [{ message, outcome: verdict, older: 0 }]);
    return verdict;
  }
  const waits = new WeakSet<CoreMessage>();
  const others = new WeakSet<Activity>();

  function change(activity: Activity, how: (lane: CoreLane) => void): void {
    if (state.closed) return;
    how(laneOf(state, activity));
    settleDown(state);
  }

  return {
    offer(activity, { when = options.when, onReleased }, { at, expired, tap }) {
      const lane = laneOf(state, activity);
      const { record } = lane;
      const isMessage = activity.type === 'message';
      const message: CoreMessage = {
        ...{ id: activity.id ?? '', at, arrival: record.arrivals + 1, offeredMs: state.nowMs },
        ...{ manual: when === 'manual', group: 'ready', done: false, handedOn: false },
        passes: !isMessage || when !== 'beforeHandler',
        onReleased: () => onReleased?.(activity),
      };
      record.arrivals += 1;
      if (when === 'afterHandler' || when === 'manual') waits.add(message);
      const result = isMessage && !state.closed ? take(lane, message, { tap, expired }) : 'passed';
      if (options.when === 'afterHandler' && !state.closed && result !== 'scheduled' && result !== 'duplicate') {
        lane.others += 1;
        others.add(activity);
      }
      const isNew = isMessage && result !== 'duplicate';
      if (isNew && (lane.newest === undefined || isNewer(message, lane.newest))) lane.newest = message;
      record.held.push(message);
      if (state.closeByMs !== undefined) makeDue(record, state.nowMs);
      settleDown(state);
      return result;
    },
    typing: (activity) =>
      change(activity, ({ record }) => {
        const { typing, when } = options;
        const isOff = typing === 'off' || when === 'afterHandler' || when === 'manual';
        if (isOff || state.closeByMs !== undefined || record.awaiting !== undefined) return;
        const entry = state.model.of(record.conversation).arrived.findLast(({ id }) => id === activity.id);
        const isShown = entry?.markable && entry.outcome !== 'expired';
        const at = isShown ? { id: entry.id, at: entry.at, arrival: entry.arrival + 1 } : undefined;
        wantTyping(record, { by: [activity.id ?? ''], at, ttlMs: 300_000, nowMs: state.nowMs });
      }),
    answered: (activity) =>
      change(activity, ({ record }) => {
        markDone(record, activity.id);
        noteAnswer(record, state.nowMs);
      }),
    handled: (activity, outcome) =>
      change(activity, (lane) => {
        const { record } = lane;
        const { id = '' } = activity;
        if (others.delete(activity)) lane.others -= 1;
        const ended = noteHandled(record, id, { outcome, nowMs: state.nowMs });
        if (ended !== undefined) tell(state, lane, [ended]);
        markDone(record, id);
        dropTypingOf(record, id);
      }),
    markRead: (activity) =>
      change(activity, ({ record }) => {
        takeUpTo(record, activity.id ?? '', state.nowMs);
        makeDue(record, state.nowMs);
      }),
    flush(key) {
      const lane = state.lanes.get(key);
      if (lane !== undefined) makeDue(lane.record, state.nowMs);
      settleDown(state);
    },
    close: ({ drainTimeoutMs = 0 } = {}) =>
      new Promise((resolve) => {
        state.onClosed = () => resolve({ remaining: 0 });
        state.closeByMs = state.nowMs + drainTimeoutMs;
        for (const { record } of state.lanes.values()) makeDue(record, state.nowMs);
        settleDown(state);
      }),
    stats: () => ({ ...state.stats, halted: haltedOf(state) }),
  };
}

/** Nothing follows on a message any more (R8). */
function markDone({ held, pending, flight, awaiting, postponed }: CoreLane['record'], id: string | undefined): void {
  const batches = [held, ...[pending, flight, postponed].map((batch) => batch?.messages ?? [])];
  const waiting = awaiting?.messages.filter(({ manual }) => manual) ?? [];
  for (const message of [...batches.flat(), ...waiting]) {
    const waits = awaiting?.messages.includes(message) === true && !message.manual;
    if (message.id === id && !waits) message.done = true;
  }
}

function haltedOf({ numbers }: CoreState): Record<string, string> {
  const halted: Record<string, string> = {};
  for (const { businessNumber, halt } of numbers.values()) if (halt !== undefined) halted[businessNumber] = halt.code;
  return halted;
}
