import { endExpired } from '../../../src/receipts/core/end.js';
import { beginFlight, callAt } from '../../../src/receipts/core/flight.js';
import { giveTokenBack, takeToken } from '../../../src/receipts/core/number.js';
import { applyPolicy, applyTypingPolicy, joinOlder, withholdHalted } from '../../../src/receipts/core/policy.js';
import { type CallResult, settleFlight } from '../../../src/receipts/core/settle.js';
import { dropTyping } from '../../../src/receipts/core/typing.js';
import { type CoreLane, type CoreState, oldestSecond, tell } from './core-state.js';
import { ask } from './model-gateway.js';
import { hears } from './telling.js';

/** Begins the call that the core allows: the policy is asked, or the request goes out. */
export function begin(state: CoreState, lane: CoreLane): void {
  const { record, number } = lane;
  const { options, nowMs } = state;
  tell(state, lane, endExpired(record, oldestSecond(state)));
  const probe = number.halt !== undefined;
  // A probe goes without the indicator, and so not at all when its target has just become too old (R11).
  if (probe && record.pending === undefined) dropTyping(record);
  if (callAt(record, number) > nowMs) return;
  takeToken(number);
  if (number.halt !== undefined) number.halt.probing = true;
  const asks = options.policy && (record.pending !== undefined || lane.newest !== undefined);
  const rides = options.typing === 'withReceipt' && options.when !== 'afterHandler';
  const withReceipt = rides ? { renewForMs: options.when === 'manual' ? 0 : 300_000 } : undefined;
  const flight = beginFlight(record, number, { probe, asks, withReceipt, nowMs });
  if (!asks) {
    request(state, lane);
    return;
  }
  const about = flight.alone ? [lane.newest?.id ?? ''] : flight.messages.map(({ id }) => id);
  const verdicts = about.map((id) => ask(state, id).verdict);
  const { policyTimeoutMs, callTimeoutMs } = options;
  const answeredMs = Math.max(...verdicts.map(({ afterMs }) => afterMs));
  const limitMs = Math.min(policyTimeoutMs, callTimeoutMs);
  const isTooLong = answeredMs > limitMs && callTimeoutMs < policyTimeoutMs;
  lane.asked = { verdicts, said: [], atMs: nowMs };
  lane.ends = {
    atMs: nowMs + Math.min(answeredMs, limitMs),
    run: () => (isTooLong ? settle(state, lane, timeout) : decided(state, lane)),
  };
}

const timeout = { ok: false, kind: 'retry', code: 'TIMEOUT' } as const;

/** Notes what the policy has said by now; a time is told by the wall clock of that moment. */
export function listen(state: CoreState, { asked }: CoreLane): void {
  for (const [index, { says, afterMs, notBefore }] of (asked?.verdicts ?? []).entries()) {
    const saidMs = (asked?.atMs ?? 0) + afterMs;
    if (asked === undefined || asked.said[index] !== undefined || saidMs > state.nowMs) continue;
    const notBeforeMs = (notBefore?.getTime() ?? 0) - state.wallAheadMs;
    asked.said[index] = says === 'later' ? notBeforeMs <= saidMs || { notBeforeMs } : says === 'yes';
  }
}

/** What has not been said by now is a no. */
function decided(state: CoreState, lane: CoreLane): void {
  const { record, number, asked } = lane;
  const flight = record.flight;
  lane.ends = undefined;
  lane.asked = undefined;
  for (const [index, verdict] of (asked?.verdicts ?? []).entries())
    if (asked?.said[index] !== undefined) verdict.givenIn = state.turn;
  if (flight === undefined || asked === undefined) return;
  const said = asked.verdicts.map((_, index) => asked.said[index] ?? false);
  const isProbe = flight.probe;
  let goes: boolean;
  if (flight.alone) goes = applyTypingPolicy(record, said[0], { number, nowMs: state.nowMs });
  else {
    const decision = applyPolicy(record, said);
    tell(state, lane, decision.ended);
    goes = decision.goes;
  }
  if (goes && !withholdHalted(record, { number, nowMs: state.nowMs })) {
    joinOlder(record, { number, nowMs: state.nowMs });
    request(state, lane);
    return;
  }
  giveTokenBack(number, state.options.maxPerSecond);
  if (isProbe && number.halt !== undefined) number.halt.probing = false;
}

/** The request goes out; its answer is planned. */
function request(state: CoreState, lane: CoreLane): void {
  const { flight } = lane.record;
  if (flight === undefined) return;
  const { targetId: id, typing, startedMs } = flight;
  const call = state.model.callBegins(lane.record.conversation, { id, typing });
  const answer = state.answers.shift() ?? { ok: true, afterMs: 0 };
  const limitMs = startedMs + state.options.callTimeoutMs;
  const answersMs = state.nowMs + (answer === 'hang' ? Number.POSITIVE_INFINITY : answer.afterMs);
  const isLate = answer === 'hang' || answersMs >= limitMs;
  const result = isLate ? timeout : answer.ok ? ({ ok: true } as const) : { ...answer, code: 'PLANNED' };
  lane.ends = {
    atMs: Math.min(answersMs, limitMs),
    run() {
      state.model.callEnds(lane.record.conversation, call, result);
      settle(state, lane, result);
    },
  };
}

function settle(state: CoreState, lane: CoreLane, result: CallResult): void {
  const { record, number } = lane;
  const { model, nowMs, scenario } = state;
  lane.ends = undefined;
  const settled = settleFlight(record, result, { number, nowMs, random: () => scenario.random });
  tell(state, lane, settled.ended);
  const { businessNumber } = number;
  const { conversation } = record;
  if (settled.retryAtMs !== undefined) {
    const about = { conversation, businessNumber, id: settled.flight.targetId, reason: 'PLANNED' };
    hears(model, 'retrying', { ...about, retryInMs: Math.round(settled.retryAtMs - nowMs) });
  }
  if (settled.number !== undefined) hears(model, settled.number, { businessNumber, reason: 'PLANNED' });
}
