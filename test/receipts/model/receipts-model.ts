import type { ReceiptStats } from 'tidemark';
import { checkBegin, checkRequest } from './check-call.js';
import { checkOrder } from './check-order.js';
import { checkDrain, checkRest, checkStats } from './check-rest.js';
import { type ConversationModel, type ModelCall, newConversationModel, targetOf } from './conversation-model.js';
import type { Entry } from './entry.js';
import { type HoldContext, mayAnswer, mayBeHeld, mayBeUnanswered, mayGo } from './hand-over.js';
import { beginCall, type CallPlace, endCall, type ModelResult, sendCall } from './model-calls.js';
import { type NumberModel, newNumberModel } from './number-model.js';
import { catchUp } from './passing-time.js';
import { isAsked, type Verdict } from './question.js';
import type { Scenario } from './scenario.js';

/** The clocks of what is under test. */
export interface ModelClock {
  /** Monotonic. */
  nowMs(): number;
  wallMs(): number;
  /** Counts what runs without a pause: in which order things of the same turn come to be known is not said. */
  turn(): number;
}

/** The rules, as far as they can be told from outside; what breaks one is noted in `violations`. */
export interface ReceiptsModel {
  readonly options: Scenario['options'];
  readonly violations: string[];
  readonly conversations: ReadonlyMap<string, ConversationModel>;
  readonly numbers: ReadonlyMap<string, NumberModel>;
  readonly clock: ModelClock;
  /** When closing has begun, it gives up at this time. */
  closeByMs: number | undefined;
  /** What is left is being told: nothing becomes due any more. */
  ending: boolean;
  closed: boolean;
  fail(rule: string, what: string): void;
  /** A conversation, with all that time alone has changed in it. */
  of(key: string): ConversationModel;
  numberOf(model: ConversationModel): NumberModel;
  /** An activity goes to the bot. */
  handedOn(key: string, entry: Entry): void;
  /** The policy is asked about a message. */
  asked(key: string, id: string, verdict: Verdict): void;
  callBegins(key: string, request: { id: string; typing: boolean }): ModelCall;
  callEnds(key: string, call: ModelCall, result: ModelResult): void;
  /** Whether what waits for an activity to be handed on, or to be answered, may still wait. */
  mayWait(key: string, entry: Entry, what: 'released' | 'beforeAnswer'): boolean;
  /** Whether the receipt lets an answer go. */
  mayAnswer(key: string, entry: Entry): boolean;
  /** What must hold whenever nothing more happens at this moment. */
  atRest(stats: ReceiptStats): void;
}

export function createReceiptsModel(options: Scenario['options'], clock: ModelClock): ReceiptsModel {
  const violations: string[] = [];
  const conversations = new Map<string, ConversationModel>();
  const numbers = new Map<string, NumberModel>();

  function placeOf(key: string): CallPlace {
    const model = api.of(key);
    return { model, number: api.numberOf(model), nowMs: clock.nowMs(), turn: clock.turn() };
  }
  function holdContext(model: ConversationModel): HoldContext {
    const halted = api.numberOf(model).halt !== undefined;
    return { nowMs: clock.nowMs(), answerWaitMs: options.answerWaitMs, halted };
  }
  /** For what may go: a halt lets all go at once, though it ends in the same turn (R17). */
  function goContext(model: ConversationModel): HoldContext {
    const context = holdContext(model);
    return { ...context, halted: context.halted || api.numberOf(model).haltedIn === clock.turn() };
  }
  function begin(place: CallPlace, alone: boolean): ModelCall {
    const { closed, fail } = api;
    checkBegin({ ...place, options, closed, wallMs: clock.wallMs(), fail }, alone);
    if (!alone) checkOrder(api, place.model, place.number);
    const { model } = place;
    for (const entry of model.pending) entry.letGo ||= mayGo(model, entry, holdContext(model));
    return beginCall(place, alone);
  }

  const api: ReceiptsModel = {
    ...{ options, violations, conversations, numbers, clock, closeByMs: undefined, ending: false, closed: false },
    fail: (rule, what) => void violations.push(`${rule} at ${clock.nowMs()}: ${what}`),
    of(key) {
      const found = conversations.get(key) ?? newConversationModel(key);
      conversations.set(key, found);
      // A token that a veto returns elsewhere counts here.
      for (const one of conversations.values()) catchUp(api, one);
      return found;
    },
    numberOf({ businessNumber }) {
      const found = numbers.get(businessNumber) ?? newNumberModel(options.maxPerSecond);
      numbers.set(businessNumber, found);
      return found;
    },
    handedOn(key, entry) {
      const model = api.of(key);
      if (entry.handedOn) api.fail('R17', `${entry.id} is handed on twice`);
      if (model.arrived.some((other) => other.arrival < entry.arrival && !other.handedOn))
        api.fail('R17', `${entry.id} overtakes an earlier one`);
      const early = !entry.passes && !api.closed && !mayGo(model, entry, goContext(model));
      if (early) api.fail('R17', `${entry.id} is handed on before its receipt, due at ${model.dueMs}`);
      entry.handedOn = true;
    },
    asked(key, id, verdict) {
      const place = placeOf(key);
      const { model, nowMs } = place;
      const open = model.call?.question;
      if (open === undefined || isAsked(open)) {
        const target = targetOf(model);
        const alone = target === undefined || model.typing.repeats !== undefined;
        // What came before there was a mark may be forgotten (R19): then it is about the newest since.
        const shownAt = model.recent.findLast((entry) => entry.id === id) ?? model.newest;
        const remembered = model.pending.filter(({ forgotten }) => !forgotten);
        const about = alone ? [shownAt].flatMap((entry) => entry ?? []) : remembered;
        const call = begin(place, alone);
        Object.assign(call, { stage: 'asking', question: { about, verdicts: [], startedMs: nowMs } });
      }
      const { about = [], verdicts = [] } = model.call?.question ?? {};
      const expected = about[verdicts.length]?.id;
      if (expected !== id) api.fail('R15', `the policy is asked about ${id}, not ${expected}`);
      verdicts.push(verdict);
    },
    callBegins(key, request) {
      const place = placeOf(key);
      const { model } = place;
      const isRepeated = !request.typing && model.typing.repeats === request.id;
      const asks = options.policy && model.call?.question !== undefined;
      const call = asks && model.call ? model.call : begin(place, targetOf(model) === undefined || isRepeated);
      if (options.policy && !asks) api.fail('R15', `a call for ${request.id} without asking`);
      const { closed, fail } = api;
      checkRequest({ ...place, options, closed, wallMs: clock.wallMs(), fail }, call, request);
      const renews = options.typing === 'withReceipt' && options.when !== 'manual' && !call.alone;
      sendCall(place, call, { ...request, renews });
      return call;
    },
    callEnds: (key, call, result) => endCall(placeOf(key), call, result),
    mayWait(key, entry, what) {
      const model = api.of(key);
      const mayBe = what === 'released' ? mayBeHeld : mayBeUnanswered;
      return !api.closed && mayBe(model, entry, holdContext(model));
    },
    mayAnswer(key, entry) {
      const model = api.of(key);
      return api.closed || mayAnswer(model, entry, goContext(model));
    },
    atRest(stats) {
      for (const key of conversations.keys()) checkRest(api, api.of(key));
      checkStats(api, stats);
      checkDrain(api);
    },
  };
  return api;
}
