import type { Gateway } from '../../ports.js';
import type { FlightContext } from '../core/flight.js';
import { applyPolicy, applyTypingPolicy, joinOlder, type PolicyVerdict, withholdHalted } from '../core/policy.js';
import type { Flight } from '../core/record.js';
import { type CallResult, type Settlement, settleFlight } from '../core/settle.js';
import type { ReceiptSettings } from '../options.js';
import { askPolicy } from './ask-policy.js';
import { callGateway } from './gateway-call.js';
import { type HeldMessage, type Lane, TYPING_TTL_MS } from './lane.js';
import type { Report } from './report.js';

/** Makes the calls: asks the policy, sends the request, settles the answer (R6, R15). */
export interface Calls {
  /** What a conversation's next call is to be like. */
  howToBegin(lane: Lane): Pick<FlightContext, 'asks' | 'withReceipt'>;
  /** Starts the call whose flight has begun; `absorbs`: it carries an indicator that somebody has asked for. */
  start(lane: Lane, absorbs: boolean): void;
  /** Ends what has taken too long; tells whether it did, in which case all else is done too. */
  checkTime(lane: Lane, nowMs: number): boolean;
  /** When the call in the air, or the question about it, has taken too long. */
  timeUpAt(lane: Lane): number;
}

/** What calls work with. */
export interface CallsOptions {
  gateway: Pick<Gateway, 'markRead'>;
  settings: ReceiptSettings;
  report: Report;
  random: () => number;
  nowMs: () => number;
  /** Whether a conversation may go on here; one that may not has been dropped by then. */
  holds: (conversation: string) => boolean;
  /** A call has ended: `number` when its number was halted or resumed, `notMade` when no request went out. */
  changed: (lane: Lane, what: { number: boolean; notMade: boolean; probe: boolean }) => void;
}

export function createCalls({ gateway, settings, report, random, nowMs, holds, changed }: CallsOptions): Calls {
  const { callTimeoutMs, policyTimeoutMs, shouldRead, typing: mode, when } = settings;
  // After the handler nothing follows; with the bot's word it goes once.
  const withReceipt =
    mode === 'withReceipt' && when !== 'afterHandler'
      ? { renewForMs: when === 'manual' ? 0 : TYPING_TTL_MS }
      : undefined;

  function ask(lane: Lane, call: AbortController): void {
    const flight = lane.flight as Flight<HeldMessage>;
    const messages = flight.alone ? [lane.newest] : flight.messages;
    const activities = messages.flatMap((message) => message?.activity ?? []);
    const answered = (verdicts: PolicyVerdict[]): void => {
      if (lane.call === call) decided(lane, call, verdicts);
    };
    if (shouldRead !== undefined)
      lane.question = askPolicy(activities, { policy: shouldRead, log: report.log, nowMs, answered });
    if (activities.length === 0) answered([]);
  }

  function decided(lane: Lane, call: AbortController, verdicts: PolicyVerdict[]): void {
    lane.question = undefined;
    const at = { number: lane.number, nowMs: nowMs() };
    const probe = lane.flight?.probe === true;
    const { ended, goes } = (lane.flight as Flight).alone
      ? { ended: [], goes: applyTypingPolicy(lane, verdicts[0], at) }
      : applyPolicy(lane, verdicts);
    for (const end of ended) report.ended(lane, end, { nowMs: nowMs(), typing: false });
    const goesNow = goes && !withholdHalted(lane, at);
    if (goesNow) {
      joinOlder(lane, at);
      request(lane, call);
    } else lane.call = undefined;
    changed(lane, { number: false, notMade: !goesNow, probe });
  }

  function request(lane: Lane, call: AbortController): void {
    if (!holds(lane.conversation)) return;
    const flight = lane.flight as Flight<HeldMessage>;
    report.counters.calls += 1;
    if (flight.alone) report.counters.typingCalls += 1;
    const target = { id: flight.targetId, businessNumber: lane.number.businessNumber };
    void callGateway(gateway, target, { typing: flight.typing, signal: call.signal }).then((result) => {
      if (lane.call === call) settle(lane, result);
    });
  }

  function settle(lane: Lane, result: CallResult): void {
    lane.call = undefined;
    lane.question = undefined;
    const settlement = settleFlight(lane, result, { number: lane.number, nowMs: nowMs(), random });
    tell(lane, settlement, result);
    changed(lane, { number: settlement.number !== undefined, notMade: false, probe: settlement.flight.probe });
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

  return {
    howToBegin(lane) {
      return {
        asks: shouldRead !== undefined && (lane.pending !== undefined || lane.newest !== undefined),
        withReceipt,
      };
    },
    start(lane, absorbs) {
      const call = new AbortController();
      lane.call = call;
      const { flight } = lane;
      if (absorbs && flight?.typing && !flight.alone) report.absorbed(lane, flight.targetId);
      if (lane.flight?.asking) ask(lane, call);
      else request(lane, call);
    },
    checkTime(lane, now) {
      const { flight } = lane;
      if (flight === undefined || now < timeUp(flight)) return false;
      if (flight.asking && now < flight.startedMs + callTimeoutMs) lane.question?.timeOut();
      else {
        lane.call?.abort(new Error('callTimeoutMs has passed'));
        settle(lane, { ok: false, kind: 'retry', code: 'TIMEOUT' });
      }
      return true;
    },
    timeUpAt: ({ flight }) => (flight === undefined ? Number.POSITIVE_INFINITY : timeUp(flight)),
  };

  function timeUp({ asking, startedMs }: Flight): number {
    return startedMs + (asking ? Math.min(policyTimeoutMs, callTimeoutMs) : callTimeoutMs);
  }
}
