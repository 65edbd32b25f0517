import { type ConversationModel, type ModelCall, oldestOf, putBack, targetOf } from './conversation-model.js';
import { type Entry, end, isNewer, ofId } from './entry.js';
import { haltedMsOf, haltOf, type NumberModel, noteAnswer } from './number-model.js';
import { join } from './question.js';

/** How a call ended. */
export type ModelResult = { ok: true } | { ok: false; kind: 'retry' | 'halt' | 'reject'; retryAfterMs?: number };

/** Where a call is made, and when. */
export interface CallPlace {
  model: ConversationModel;
  number: NumberModel;
  nowMs: number;
  turn: number;
}

/** What a call carries: all that is pending, or nothing when it is about the indicator alone. */
export function beginCall({ model, number, nowMs, turn }: CallPlace, alone: boolean): ModelCall {
  const halt = haltOf(number, turn);
  const probe = halt !== undefined;
  if (halt !== undefined) halt.probing = true;
  number.tokens = Math.max(0, number.tokens - 1);
  number.sureTokens = Math.max(0, number.sureTokens - 1);
  const target = targetOf(model);
  const entries = alone ? [] : model.pending;
  for (const entry of entries) if (entry.holds === 'pending') entry.holds = 'flight';
  const dueMs = alone ? nowMs : model.dueMs;
  if (!alone) model.pending = [];
  const call: ModelCall = {
    ...{ id: alone ? '' : (target?.id ?? ''), at: alone ? 0 : (target?.at ?? 0), typing: false, probe, alone },
    ...{ stage: 'allowed', question: undefined, startedMs: nowMs, dueMs, entries },
    lowered: false,
    known: model.arrived.length,
    repeats: alone ? model.typing.repeats : undefined,
  };
  if (alone) model.typing.repeats = undefined;
  model.call = call;
  return call;
}

/** The request goes out. */
export function sendCall(
  { model }: Pick<CallPlace, 'model'>,
  call: ModelCall,
  { id, typing, renews }: { id: string; typing: boolean; renews: boolean },
): void {
  if (call.alone) {
    const marked = model.mark?.id === id ? model.mark : model.arrived.findLast((entry) => entry.id === id);
    call.at = marked?.at ?? Number.NEGATIVE_INFINITY;
    // Taken in again its place is another (R2); a repetition is about the same message.
    if (call.repeats === undefined) model.typing.shownAt = ofId(model.arrived.slice(0, call.known), id);
  }
  if (call.alone && call.question !== undefined) join(model, call);
  Object.assign(call, { id, typing, stage: 'sent' });
  if (typing) Object.assign(model.typing, { lastMs: call.startedMs, lastFailed: false });
  // While the handler runs, a bubble that came with the tick is renewed (R8).
  const open = call.entries.filter(({ over, forgotten }) => !over && !forgotten);
  const by = [...model.typing.by, ...open.map((entry) => entry.id)];
  if (typing && renews) Object.assign(model.typing, { wanted: true, by, untilMs: call.startedMs + 300_000 });
}

export function endCall(place: CallPlace, call: ModelCall, result: ModelResult): void {
  const { model, number, nowMs, turn } = place;
  const { id, typing, alone, entries, probe } = call;
  const { plainId } = model.typing;
  model.call = undefined;
  model.freeMs = nowMs;
  const refused = !result.ok && result.kind === 'reject' && (typing || alone);
  const kind = result.ok ? 'ok' : refused ? 'indicatorRefused' : result.kind;
  const retryAfterMs = result.ok ? undefined : result.retryAfterMs;
  noteAnswer(number, { result: kind, id, probe, retryAfterMs, nowMs, turn });
  if (result.ok) {
    if (plainId === id && !typing) {
      number.typingRefusedUntilMs = nowMs + 86_400_000;
      model.typing.plainId = undefined;
    }
    succeeded(place, call);
    return;
  }
  if (typing) model.typing.lastFailed = true;
  if (alone) model.typing.wanted = false;
  // What joined a call for the indicator was carried by it.
  if (entries.length > 0) model.lastCall = result.kind === 'retry' ? 'retry' : 'other';
  if (result.kind === 'retry' && entries.length > 0) {
    model.notBeforeMs = nowMs + 500;
    model.failing ??= { sinceMs: nowMs, haltedMs: haltedMsOf(number, nowMs), firm: true };
  }
  if (alone) Object.assign(model.typing, { plainId: undefined, repeats: undefined });
  if (result.kind === 'reject' && typing) Object.assign(model.typing, { plainId: id, repeats: alone ? id : undefined });
  else if (result.kind === 'reject' && !alone) rejected(model, call);
  putBack(model, call);
}

function succeeded({ model, nowMs }: CallPlace, { entries, id, alone }: ModelCall): void {
  Object.assign(model, { notBeforeMs: Number.NEGATIVE_INFINITY, failing: undefined });
  if (!alone) model.lastCall = 'ok';
  // One whose id was forgotten may have been taken in again.
  const carried = entries.find((entry) => entry.id === id && !entry.forgotten);
  const target = carried ?? model.typing.shownAt;
  end(entries, 'covered');
  if (carried !== undefined) end([carried], 'sent');
  if (target === undefined || (model.mark !== undefined && !isNewer(target, model.mark))) return;
  const isRead = (entry: Entry): boolean => !isNewer(entry, target);
  const { postponed } = model;
  const covered = [
    ...model.awaiting.filter(isRead),
    ...oldestOf(model.pending, isRead),
    ...oldestOf(postponed?.entries ?? [], isRead),
  ];
  const isLeft = (entry: Entry): boolean => !covered.includes(entry);
  if (!model.awaiting.every(isLeft)) model.unblockedMs = nowMs;
  model.awaiting = model.awaiting.filter(isLeft);
  model.pending = model.pending.filter(isLeft);
  if (postponed !== undefined) postponed.entries = postponed.entries.filter(isLeft);
  if (postponed?.entries.length === 0) model.postponed = undefined;
  end(covered, 'covered');
  const known = [...entries, ...covered].filter(({ at, forgotten }) => at === target.at && !forgotten);
  const before = model.mark?.at === target.at ? model.mark.ids : [];
  const ids = new Set([...before, ...known.map((entry) => entry.id), id]);
  model.mark = { id, at: target.at, arrival: target.arrival, ids };
}

/** R12: the id ends; what is older than the remembered ones shares the end of the last of them (R20). */
function rejected(model: ConversationModel, call: ModelCall): void {
  model.rejected = [...model.rejected, call.id].slice(-5);
  if (model.typing.plainId === call.id) model.typing.plainId = undefined;
  const refused = (entry: Entry): boolean => entry.id === call.id && !entry.forgotten;
  const rest = call.entries.filter((entry) => !refused(entry));
  const gone = rest.every(({ forgotten }) => forgotten) ? call.entries : call.entries.filter(refused);
  end(gone, 'rejected');
  call.entries = call.entries.filter((entry) => !gone.includes(entry));
}
