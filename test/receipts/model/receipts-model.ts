import type { MessageReceiptEvent, OfferResult, ReceiptEvents } from 'tidemark';
import { checkCall } from './check-call.js';
import {
  type ConversationModel,
  dueOf,
  type Entry,
  isNewer,
  type ModelCall,
  mayBeHeld,
  newConversationModel,
  place,
  placeOf,
  putBack,
  schedule,
  spreadDue,
  targetOf,
} from './conversation-model.js';
import { type NumberModel, newNumberModel, pause, tokensOf } from './number-model.js';
import type { Scenario } from './scenario.js';

/** How a call ended. */
export type ModelResult = { ok: true } | { ok: false; kind: 'retry' | 'halt' | 'reject'; retryAfterMs?: number };

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
      if (change === 'answered') typing.answeredMs = nowMs();
    },
    callBegins(key, id, typing) {
      const model = of(key);
      const number = numberOf(model.businessNumber);
      const target = targetOf(model);
      checkCall({ model, number, id, typing, closed: api.closed, nowMs: nowMs(), maxPerSecond, fail });
      number.tokens = Math.max(0, number.tokens - 1);
      const probe = number.halted;
      if (probe) number.probing = true;
      const entries = target === undefined ? [] : model.pending;
      for (const entry of entries) if (entry.place === 'pending') entry.place = 'flight';
      if (entries.length > 0) model.pending = [];
      if (typing) Object.assign(model.typing, { lastMs: nowMs(), lastFailed: false });
      const at = (target ?? model.arrived.findLast((entry) => entry.id === id))?.at ?? Number.NEGATIVE_INFINITY;
      model.call = { id, typing, probe, startedMs: nowMs(), dueMs: entries[0]?.dueMs ?? nowMs(), entries, at };
      return model.call;
    },
    callEnds(key, call, result) {
      const model = of(key);
      const number = numberOf(model.businessNumber);
      const { entries, id, typing, probe } = call;
      model.call = undefined;
      model.lastCallFailed = !result.ok;
      if (probe) Object.assign(number, { probing: false, probeAtMs: nowMs() + 60_000 });
      if (result.ok) return succeeded(model, call);
      if (typing) model.typing.lastFailed = true;
      if (result.kind === 'retry') pause(number, { nowMs: nowMs(), forMs: result.retryAfterMs ?? 0 });
      if (result.kind === 'retry' && entries.length > 0) model.notBeforeMs = nowMs() + 500;
      if (result.kind === 'reject' && typing) model.typing.plainId = id;
      else if (result.kind === 'reject') reject(model, call);
      putBack(model, call);
    },
    ended({ conversation, id, older = 0, reason }) {
      const model = of(conversation);
      const ended = model.pending.filter((entry) => entry.id === id);
      const rest = model.pending.filter((entry) => entry.id !== id);
      if (reason === 'gave up') model.notBeforeMs = Number.NEGATIVE_INFINITY;
      for (const entry of [...ended, ...rest.splice(0, older)]) entry.place = 'done';
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

  function succeeded(model: ConversationModel, { entries, id, typing }: ModelCall): void {
    model.notBeforeMs = Number.NEGATIVE_INFINITY;
    if (model.typing.plainId === id && !typing)
      numberOf(model.businessNumber).typingRefusedUntilMs = nowMs() + 86_400_000;
    for (const entry of entries) entry.place = 'done';
    const target = entries.find((entry) => entry.id === id) ?? model.arrived.find((entry) => entry.id === id);
    if (target === undefined || (model.mark !== undefined && !isNewer(target, model.mark))) return;
    const ids = entries.filter(({ at, forgotten }) => at === target.at && !forgotten).map((entry) => entry.id);
    const before = model.mark?.at === target.at ? model.mark.ids : [];
    model.mark = { id, at: target.at, arrival: target.arrival, ids: new Set([...before, ...ids, id]) };
  }

  function reject(model: ConversationModel, call: ModelCall): void {
    if (call.entries.length > 0) model.rejected = [...model.rejected, call.id].slice(-5);
    model.typing.plainId = undefined;
    for (const entry of call.entries) if (entry.id === call.id) entry.place = 'done';
    call.entries = call.entries.filter(({ id }) => id !== call.id);
    if (call.entries.every(({ forgotten }) => forgotten)) {
      for (const entry of call.entries) entry.place = 'done';
      call.entries = [];
    }
  }

  function mustCall(model: ConversationModel): boolean {
    const number = numberOf(model.businessNumber);
    if (api.closed || targetOf(model) === undefined || model.call !== undefined || number.halted) return false;
    const at = Math.max(model.dueMs, model.notBeforeMs + 2, number.pausedUntilMs);
    return at <= nowMs() && tokensOf(number, maxPerSecond, nowMs()) >= 1.001;
  }
}
