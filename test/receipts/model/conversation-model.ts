/** A message as the model knows it. */
export interface Entry {
  id: string;
  /** Its second by R2. */
  at: number;
  arrival: number;
  /** When its receipt is due, or was when its call began (R4). */
  dueMs: number;
  /** Where it is: `free` waits for a receipt and holds nobody up any more, `done` has its outcome. */
  place: 'pending' | 'flight' | 'free' | 'done';
  /** No longer among the newest five (R3). */
  forgotten: boolean;
  /** Handed on without waiting for the receipt. */
  passes: boolean;
  handedOn: boolean;
  /** The message whose id a duplicate has. */
  twin?: Entry;
}

/** Where a message is; a duplicate goes with the message whose id it has. */
export function placeOf({ place, twin }: Entry): Entry['place'] {
  return twin?.place ?? place;
}

/** When a message is due; a duplicate with the message whose id it has. */
export function dueOf({ dueMs, twin }: Entry): number {
  return twin?.dueMs ?? dueMs;
}

/** A call as the model saw it begin. */
export interface ModelCall {
  id: string;
  typing: boolean;
  probe: boolean;
  startedMs: number;
  dueMs: number;
  /** What it carries; empty for one that only shows the indicator. */
  entries: Entry[];
  /** It began without any: it is about the indicator. */
  alone: boolean;
  at: number;
}

/** What the rules say of one conversation. */
export interface ConversationModel {
  readonly key: string;
  readonly businessNumber: string;
  /** Every activity offered, in order of arrival. */
  readonly arrived: Entry[];
  /** Those without an outcome that no call carries, in the order of R2. */
  pending: Entry[];
  dueMs: number;
  firstMs: number;
  call: ModelCall | undefined;
  mark: { id: string; at: number; arrival: number; ids: Set<string> } | undefined;
  rejected: string[];
  lastCallFailed: boolean;
  /** Not before this after a failure (R10). */
  notBeforeMs: number;
  typing: {
    wanted: boolean;
    lastMs: number;
    answeredMs: number;
    lastFailed: boolean;
    plainId: string | undefined;
    repeats: string | undefined;
  };
}

export function newConversationModel(key: string, businessNumber: string): ConversationModel {
  return {
    key,
    businessNumber,
    arrived: [],
    pending: [],
    dueMs: Number.POSITIVE_INFINITY,
    firstMs: 0,
    call: undefined,
    mark: undefined,
    rejected: [],
    lastCallFailed: false,
    notBeforeMs: Number.NEGATIVE_INFINITY,
    typing: {
      wanted: false,
      lastMs: Number.NEGATIVE_INFINITY,
      answeredMs: Number.NEGATIVE_INFINITY,
      lastFailed: false,
      plainId: undefined,
      repeats: undefined,
    },
  };
}

/** Whether the first is the newer by R2. */
export function isNewer(a: { at: number; arrival: number }, b: { at: number; arrival: number }): boolean {
  return a.at > b.at || (a.at === b.at && a.arrival > b.arrival);
}

/** Puts an entry among others in the order of R2; only the newest five keep their ids (R3). */
export function place(entries: Entry[], entry: Entry): void {
  entries.push(entry);
  entries.sort((a, b) => (isNewer(a, b) ? 1 : -1));
  const remembered = entries.filter(({ forgotten }) => !forgotten);
  if (remembered.length > 5 && remembered[0] !== undefined) remembered[0].forgotten = true;
}

/** What the next call has to be for (R3, R12). */
export function targetOf({ pending }: ConversationModel): Entry | undefined {
  return pending.findLast(({ forgotten }) => !forgotten);
}

/** R4: the window of what is pending, with a message that has just arrived in it. */
export function schedule(
  model: ConversationModel,
  entry: Entry,
  { tap, nowMs, quietMs, maxWaitMs }: { tap: boolean; nowMs: number; quietMs: number; maxWaitMs: number },
): void {
  const isFirst = model.pending.length === 0;
  if (isFirst) {
    model.firstMs = nowMs;
    model.dueMs = Number.POSITIVE_INFINITY;
  }
  place(model.pending, entry);
  const isTap = tap && targetOf(model) === entry;
  if (isFirst || model.dueMs > nowMs)
    model.dueMs = isTap ? nowMs : Math.min(nowMs + quietMs, model.firstMs + maxWaitMs);
  spreadDue(model);
}

/** Everything pending is due when its target is. */
export function spreadDue(model: ConversationModel): void {
  for (const entry of model.pending) entry.dueMs = model.dueMs;
}

/** The messages of a failed call wait again; a newer target keeps its own window. */
export function putBack(model: ConversationModel, { entries, startedMs, dueMs }: ModelCall): void {
  if (entries.length === 0) return;
  if (model.pending.length === 0) {
    model.dueMs = dueMs;
    model.firstMs = startedMs;
  }
  for (const entry of entries) {
    entry.place = 'free';
    place(model.pending, entry);
  }
  spreadDue(model);
}

/** Whether an earlier or this message may still keep `entry` from being handed on or answered (R7, R17). */
export function mayBeHeld(
  { arrived }: ConversationModel,
  entry: Entry,
  { nowMs, answerWaitMs, halted }: { nowMs: number; answerWaitMs: number; halted: boolean },
): boolean {
  if (halted) return false;
  return arrived.some(
    (other) =>
      other.arrival <= entry.arrival &&
      (placeOf(other) === 'pending' || placeOf(other) === 'flight') &&
      nowMs < dueOf(other) + answerWaitMs + 1,
  );
}
