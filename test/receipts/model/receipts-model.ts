import type { MessageReceiptEvent, OfferResult, ReceiptEvents } from 'tidemark';
import { checkCall } from './check-call.js';
import {
  type ConversationModel,
  dueOf,
  type Entry,
  type ModelCall,
  mayBeHeld,
  newConversationModel,
  place,
  placeOf,
  schedule,
  spreadDue,
  targetOf,
} from './conversation-model.js';
import { beginCall, type CallPlace, endCall, type ModelResult } from './model-calls.js';
import { type NumberModel, newNumberModel, tokensOf } from './number-model.js';
import type { Scenario } from './scenario.js';

/** An offer as the model needs it; without `at` it needs no receipt. */
export interface ModelOffer {
  id: string;
  at: number | undefined;
  tap: boolean;
  passes: boolean;
  expired: boolean;
}

/** The rules, as far as they can be told from outside; what breaks one is noted in `violations`. */
export interface ReceiptsModel {
  readonly violations: string[];
  readonly conversations: Map<string, ConversationModel>;
  offer(key: string, offer: ModelOffer): { entry: Entry; expected: OfferResult };
  handedOn(key: string, entry: Entry): void;
  makeDue(key: string): void;
  typing(key: string, change: 'wanted' | 'answered' | 'handled'): void;
  callBegins(key: string, id: string, typing: boolean): ModelCall;
  callEnds(key: string, call: ModelCall, result: ModelResult): void;
  /** A message was rejected, given up or too old. */
  ended(payload: MessageReceiptEvent): void;
  retrying(payload: ReceiptEvents['retrying']): void;
  numberChanged(businessNumber: string, halted: boolean): void;
  closing(): void;
  closed: boolean;
  /** Whether an answer to the message, or what waits for it to be handed on, may still wait. */
  mayWait(key: string, entry: Entry): boolean;
  /** What must hold whenever nothing more happens at this moment. */
  atRest(): void;
}

export function createReceiptsModel({ options }: Scenario, nowMs: () => number): ReceiptsModel {
  const { quietMs, maxWaitMs, answerWaitMs, maxPerSecond } = options;
  const violations: string[] = [];
  const conversations = new Map<string, ConversationModel>();
  const numbers = new Map<string, NumberModel>();
  let isClosing = false;

  function of(key: string): ConversationModel {
    const found = conversations.get(key) ?? newConversationModel(key, key.slice(0, key.indexOf(':')));
    conversations.set(key, found);
    return found;
  }
  function numberOf(businessNumber: string): NumberModel {
    const found = numbers.get(businessNumber) ?? newNumberModel(maxPerSecond);
    numbers.set(businessNumber, found);
    return found;
  }
  function placeOfCall(key: string): CallPlace {
    const model = of(key);
    return { model, number: numberOf(model.businessNumber), nowMs: nowMs() };
  }
  const fail = (rule: string, what: string): void => void violations.push(`${rule} at ${nowMs()}: ${what}`);
  const isHalted = ({ businessNumber }: ConversationModel): boolean => numberOf(businessNumber).halted;

  function verdict(model: ConversationModel, { id, at, expired }: ModelOffer): OfferResult {
    if (api.closed || at === undefined) return 'passed';
    if (expired) return 'expired';
    const { mark, call, pending, rejected } = model;
    const known = [...pending, ...(call?.entries ?? [])].some((entry) => entry.id === id && !entry.forgotten);
    if (known || mark?.ids.has(id) || rejected.includes(id)) return 'duplicate';
    if (mark !== undefined && at < mark.at) return 'covered';
    return call !== undefined && at < call.at ? 'joined' : 'scheduled';
  }

  const api: ReceiptsModel = {
    violations,
    conversations,
    closed: false,
    offer(key, offer) {
      const model = of(key);
      const { id, at = 0, passes, tap } = offer;
      const expected = verdict(model, offer);
      const twin = model.arrived.find((other) => other.id === id && !other.handedOn);
      const arrival = model.arrived.length;
      const entry: Entry = {
        id,
        at,
        arrival,
        passes,
        dueMs: nowMs(),
        place: 'done',
        forgotten: false,
        handedOn: false,
      };
      model.arrived.push(entry);
      if (expected === 'scheduled') {
        entry.place = 'pending';
        schedule(model, entry, { tap, nowMs: nowMs(), quietMs, maxWaitMs });
        if (isClosing) api.makeDue(key);
      } else if (expected === 'joined' && model.call !== undefined) {
        Object.assign(entry, { place: 'flight', dueMs: model.call.dueMs });
        place(model.call.entries, entry);
      } else if (expected === 'duplicate' && twin !== undefined) entry.twin = twin;
      return { entry, expected };
    },
    handedOn(key, entry) {
      const model = of(key);
      const { arrived } = model;
      if (entry.handedOn) fail('R17', `${entry.id} is handed on twice`);
      if (arrived.some((other) => other.arrival < entry.arrival && !other.handedOn))
        fail('R17', `${entry.id} overtakes an earlier one`);
      entry.handedOn = true;
      const where = placeOf(entry);
      if (entry.passes || api.closed || where === 'done' || where === 'free' || isHalted(model)) return;
      const dueMs = dueOf(entry) + (model.lastCallFailed ? 0 : answerWaitMs);
      if (nowMs() < dueMs) fail('R17', `${entry.id} is handed on before its receipt, due at ${dueOf(entry)}`);
    },
    makeDue(key) {
      const model = of(key);
      model.dueMs = Math.min(model.dueMs, nowMs());
      spreadDue(model);
    },
    typing(key, change) {
      const { typing } = of(key);
      if (change !== 'wanted') typing.wanted = false;
      else if (options.typing !== 'off' && !isClosing) typing.wanted = true;
      // The first answer ends the indicator; later ones change nothing.
      if (change === 'answered' && typing.answeredMs < typing.lastMs) typing.answeredMs = nowMs();
    },
    callBegins(key, id, typing) {
      const place = placeOfCall(key);
      checkCall({ ...place, id, typing, closed: api.closed, maxPerSecond, fail });
      return beginCall(place, { id, typing });
    },
    callEnds: (key, call, result) => endCall(placeOfCall(key), call, result),
    ended({ conversation, id, older = 0, reason }) {
      const model = of(conversation);
      const ended = model.pending.filter((entry) => entry.id === id);
      const rest = model.pending.filter((entry) => entry.id !== id);
      if (reason === 'gave up') model.notBeforeMs = Number.NEGATIVE_INFINITY;
      for (const entry of [...ended, ...rest.splice(0, older)]) entry.place = 'done';
      if (model.typing.plainId === id) model.typing.plainId = undefined;
      model.pending = rest;
    },
    retrying({ conversation, retryInMs }) {
      const model = of(conversation);
      if (retryInMs < 500 || retryInMs > 30_000) fail('R10', `pause of ${retryInMs} ms`);
      model.notBeforeMs = nowMs() + retryInMs - 1;
    },
    numberChanged(businessNumber, halted) {
      Object.assign(numberOf(businessNumber), { halted, probing: false, probeAtMs: nowMs() + 60_000 });
    },
    closing() {
      isClosing = true;
      for (const key of conversations.keys()) api.makeDue(key);
    },
    mayWait(key, entry) {
      const model = of(key);
      return !api.closed && mayBeHeld(model, entry, { nowMs: nowMs(), answerWaitMs, halted: isHalted(model) });
    },
    atRest() {
      for (const model of conversations.values()) {
        const held = model.arrived.find(({ handedOn }) => !handedOn);
        if (held !== undefined && !api.mayWait(model.key, held)) fail('R17', `${held.id} is held too long`);
        if (mustCall(model)) fail('R10', `no call for ${targetOf(model)?.id}, due at ${model.dueMs}`);
      }
    },
  };
  return api;

  function mustCall(model: ConversationModel): boolean {
    const number = numberOf(model.businessNumber);
    if (api.closed || targetOf(model) === undefined || model.call !== undefined || number.halted) return false;
    // A millisecond more: the engine's timers have no finer ones.
    const at = Math.max(model.dueMs, model.notBeforeMs + 1, number.pausedUntilMs) + 1;
    return at <= nowMs() && tokensOf(number, maxPerSecond, nowMs()) >= 1.001;
  }
}
