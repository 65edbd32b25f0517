import { type ConversationModel, isNewer, type ModelCall, putBack, targetOf } from './conversation-model.js';
import { type NumberModel, pause } from './number-model.js';

/** How a call ended. */
export type ModelResult = { ok: true } | { ok: false; kind: 'retry' | 'halt' | 'reject'; retryAfterMs?: number };

/** Where a call is made, and when. */
export interface CallPlace {
  model: ConversationModel;
  number: NumberModel;
  nowMs: number;
}

/** What a call carries: all that is pending, or nothing when it is about the indicator alone. */
export function beginCall(
  { model, number, nowMs }: CallPlace,
  { id, typing }: { id: string; typing: boolean },
): ModelCall {
  const probe = number.halted;
  if (probe) number.probing = true;
  number.tokens = Math.max(0, number.tokens - 1);
  const target = targetOf(model);
  const alone = target === undefined || (!typing && model.typing.repeats === id);
  const entries = alone ? [] : model.pending;
  const marked = model.mark?.id === id ? model.mark : model.arrived.findLast((entry) => entry.id === id);
  const at = (alone ? marked : target)?.at ?? Number.NEGATIVE_INFINITY;
  model.typing.repeats = undefined;
  for (const entry of entries) if (entry.place === 'pending') entry.place = 'flight';
  if (entries.length > 0) model.pending = [];
  if (typing) Object.assign(model.typing, { lastMs: nowMs, lastFailed: false });
  model.call = { id, typing, probe, startedMs: nowMs, dueMs: entries[0]?.dueMs ?? nowMs, entries, alone, at };
  return model.call;
}

export function endCall({ model, number, nowMs }: CallPlace, call: ModelCall, result: ModelResult): void {
  const { id, typing, alone, entries } = call;
  model.call = undefined;
  model.lastCallFailed = !result.ok;
  if (call.probe) Object.assign(number, { probing: false, probeAtMs: nowMs + 60_000 });
  if (result.ok) {
    if (model.typing.plainId === id && !typing) number.typingRefusedUntilMs = nowMs + 86_400_000;
    succeeded(model, call);
    return;
  }
  if (typing) model.typing.lastFailed = true;
  if (result.kind === 'retry') {
    pause(number, { nowMs, forMs: result.retryAfterMs ?? 0 });
    if (entries.length > 0) model.notBeforeMs = nowMs + 500;
  }
  if (result.kind === 'reject' && typing) Object.assign(model.typing, { plainId: id, repeats: alone ? id : undefined });
  else if (result.kind === 'reject') rejected(model, call);
  putBack(model, call);
}

function succeeded(model: ConversationModel, { entries, id }: ModelCall): void {
  model.notBeforeMs = Number.NEGATIVE_INFINITY;
  for (const entry of entries) entry.place = 'done';
  const target = [...entries, ...model.arrived].find((entry) => entry.id === id);
  if (target === undefined || (model.mark !== undefined && !isNewer(target, model.mark))) return;
  const ids = entries.filter(({ at, forgotten }) => at === target.at && !forgotten).map((entry) => entry.id);
  const before = model.mark?.at === target.at ? model.mark.ids : [];
  model.mark = { id, at: target.at, arrival: target.arrival, ids: new Set([...before, ...ids, id]) };
}

/** R12: the id ends; what is older than the remembered ones shares the end of the last of them (R20). */
function rejected(model: ConversationModel, call: ModelCall): void {
  if (!call.alone) model.rejected = [...model.rejected, call.id].slice(-5);
  model.typing.plainId = undefined;
  const rest = call.entries.filter(({ id }) => id !== call.id);
  const ended = rest.every(({ forgotten }) => forgotten)
    ? call.entries
    : call.entries.filter(({ id }) => id === call.id);
  for (const entry of ended) entry.place = 'done';
  call.entries = call.entries.filter(({ place }) => place !== 'done');
}
