import { type Entry, isNewer, newestOf, place } from './entry.js';
import type { Question } from './question.js';

/** A call from the question to the policy, if there is one, to its answer (R6). */
export interface ModelCall {
  id: string;
  typing: boolean;
  probe: boolean;
  stage: 'asking' | 'allowed' | 'sent';
  question: Question | undefined;
  startedMs: number;
  dueMs: number;
  /** What it carries; empty for one that only shows the indicator. */
  entries: Entry[];
  /** It began without any: it is about the indicator. */
  alone: boolean;
  /** The message whose call it repeats without the indicator (R8). */
  repeats: string | undefined;
  /** The policy has kept newer ones back (R15). */
  lowered: boolean;
  /** How many had been offered when it began: what came later is not what it shows the indicator at. */
  known: number;
  at: number;
}

/** What the rules say of one conversation. */
export interface ConversationModel {
  readonly key: string;
  readonly businessNumber: string;
  /** Every activity offered, in order of arrival. */
  readonly arrived: Entry[];
  /** What the next call is for, in the order of R2, and when it is due. */
  pending: Entry[];
  dueMs: number;
  firstMs: number;
  /** What waits for its handler or for the bot's word, in the order of R2 (R17). */
  awaiting: Entry[];
  /** Turns without a receipt that have not ended. */
  others: number;
  /** When one of those that wait last ended, was asked for or covered: the prefix behind it is due since then only. */
  unblockedMs: number;
  /** When what was postponed was last taken up again. */
  resumedMs: number;
  postponed: { entries: Entry[]; notBeforeMs: number; dueMs: number } | undefined;
  call: ModelCall | undefined;
  /** When its last call ended, or was not made. */
  freeMs: number;
  mark: { id: string; at: number; arrival: number; ids: Set<string> } | undefined;
  newest: Entry | undefined;
  /** What may be its newest, once it may have been forgotten (R19). */
  recent: Entry[];
  rejected: string[];
  /** How the last call that carried messages ended. */
  lastCall: 'none' | 'ok' | 'retry' | 'other';
  /** Not before this after a failure (R10). */
  notBeforeMs: number;
  /**
   * The first failed attempt since the last success, and the time halted before it (R10). Not `firm` once nothing has
   * waited since: whether a later message starts anew is not said.
   */
  failing: { sinceMs: number; haltedMs: number; firm: boolean } | undefined;
  typing: {
    wanted: boolean;
    /** The messages whose handlers want it. */
    by: readonly string[];
    untilMs: number;
    lastMs: number;
    answeredMs: number;
    lastFailed: boolean;
    /** The message whose call showed it last, on its own. */
    shownAt: Entry | undefined;
    plainId: string | undefined;
    repeats: string | undefined;
  };
}

export function newConversationModel(key: string): ConversationModel {
  return {
    key,
    businessNumber: key.slice(0, key.indexOf(':')),
    arrived: [],
    pending: [],
    dueMs: Number.POSITIVE_INFINITY,
    firstMs: 0,
    awaiting: [],
    others: 0,
    unblockedMs: Number.NEGATIVE_INFINITY,
    resumedMs: Number.NEGATIVE_INFINITY,
    postponed: undefined,
    call: undefined,
    freeMs: Number.NEGATIVE_INFINITY,
    mark: undefined,
    newest: undefined,
    recent: [],
    rejected: [],
    lastCall: 'none',
    notBeforeMs: Number.NEGATIVE_INFINITY,
    failing: undefined,
    typing: {
      wanted: false,
      by: [],
      untilMs: 0,
      lastMs: Number.NEGATIVE_INFINITY,
      answeredMs: Number.NEGATIVE_INFINITY,
      lastFailed: false,
      shownAt: undefined,
      plainId: undefined,
      repeats: undefined,
    },
  };
}

/** What the next call has to be for (R3, R12). */
export function targetOf({ pending }: ConversationModel): Entry | undefined {
  return newestOf(pending);
}

/** R4: the window of what is pending, with a message that has just arrived in it. */
export function schedule(
  model: ConversationModel,
  entry: Entry,
  { tap, nowMs, quietMs, maxWaitMs }: { tap: boolean; nowMs: number; quietMs: number; maxWaitMs: number },
): void {
  const isFirst = model.pending.length === 0;
  if (isFirst) Object.assign(model, { firstMs: nowMs, dueMs: Number.POSITIVE_INFINITY });
  place(model.pending, entry);
  entry.holds = 'pending';
  const isTap = tap && targetOf(model) === entry;
  if (isFirst || model.dueMs > nowMs)
    model.dueMs = isTap ? nowMs : Math.min(nowMs + quietMs, model.firstMs + maxWaitMs);
}

/** What is pending becomes due now; a due time once past does not move (R4). */
export function makeDue(model: ConversationModel, nowMs: number): void {
  if (model.pending.length > 0) model.dueMs = Math.min(model.dueMs, nowMs);
}

/** Adds what holds nobody up to the pending: all is due at this time, or sooner. */
function addPending(model: ConversationModel, entries: readonly Entry[], dueMs: number): void {
  if (entries.length === 0) return;
  if (model.pending.length === 0) Object.assign(model, { firstMs: dueMs, dueMs });
  for (const entry of entries) place(model.pending, entry);
  model.dueMs = Math.min(model.dueMs, dueMs);
}

/** The messages of a failed call wait again; a newer target keeps its own window. */
export function putBack(model: ConversationModel, { entries, startedMs, dueMs }: ModelCall): void {
  if (entries.length === 0) return;
  if (model.pending.length === 0) Object.assign(model, { firstMs: startedMs, dueMs });
  for (const entry of entries) {
    entry.holds = 'no';
    place(model.pending, entry);
  }
}

/** Messages that are newer than a postponed one wait with it (R15). */
export function waitsPostponed({ postponed }: ConversationModel, entry: Entry): boolean {
  const oldest = postponed?.entries.find(({ forgotten }) => !forgotten);
  return oldest !== undefined && isNewer(entry, oldest);
}

/** What is to be marked now, unless the policy has said that it has to wait (R15, R17). */
export function takeDue(model: ConversationModel, entries: readonly Entry[], nowMs: number): void {
  if (entries.length === 0) return;
  model.awaiting = model.awaiting.filter((entry) => !entries.includes(entry));
  const waiting = entries.filter((entry) => waitsPostponed(model, entry));
  for (const entry of waiting) place(model.postponed?.entries ?? [], entry);
  const free = entries.filter((entry) => !waiting.includes(entry));
  addPending(model, free, nowMs);
}

/** R17: what its handler has ended for is due when the line is empty, or after the longest wait, as a prefix. */
export function takeHandled(
  model: ConversationModel,
  { closing, maxWaitMs, nowMs }: { closing: boolean; maxWaitMs: number; nowMs: number },
): void {
  const { awaiting, others, unblockedMs } = model;
  const running = awaiting.findIndex(({ handledMs }) => handledMs === undefined);
  const prefix = running < 0 ? awaiting : awaiting.slice(0, running);
  const isEmpty = running < 0 && others === 0;
  const firstMs = Math.min(...awaiting.map(({ handledMs = Number.POSITIVE_INFINITY }) => handledMs));
  if (isEmpty || closing || nowMs >= firstMs + maxWaitMs)
    takeDue(model, prefix, isEmpty || closing ? nowMs : Math.max(firstMs + maxWaitMs, unblockedMs));
}

/** R15: the time of what was postponed has come. */
export function resume(model: ConversationModel, nowMs: number): void {
  const { postponed } = model;
  if (postponed === undefined || nowMs < postponed.notBeforeMs) return;
  model.postponed = undefined;
  model.resumedMs = postponed.notBeforeMs;
  const { entries, dueMs, notBeforeMs } = postponed;
  // A window that is open is over now, and was not before (R4).
  addPending(model, entries, model.pending.length > 0 ? notBeforeMs : Math.min(dueMs, notBeforeMs));
}

/** Takes some out of the pending ones; those without a remembered id go with the last of the others. */
export function takePending(model: ConversationModel, which: (entry: Entry) => boolean): Entry[] {
  const taken = model.pending.filter((entry) => !entry.forgotten && which(entry));
  const left = model.pending.filter((entry) => !taken.includes(entry));
  const isLast = taken.length > 0 && left.every(({ forgotten }) => forgotten);
  model.pending = isLast ? [] : left;
  return isLast ? [...left, ...taken] : taken;
}

/** The oldest of what waits together, and those without a remembered id, which share their lot (R20). */
export function oldestOf(entries: readonly Entry[], which: (entry: Entry) => boolean): Entry[] {
  const some = entries.some((entry) => !entry.forgotten && which(entry));
  return some ? entries.filter((entry) => entry.forgotten || which(entry)) : [];
}
