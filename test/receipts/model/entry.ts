import type { ReceiptMoment, ReceiptOutcome } from 'tidemark';

/** An activity as the model knows it. */
export interface Entry {
  readonly id: string;
  /** Its second by R2. */
  readonly at: number;
  readonly arrival: number;
  readonly offeredMs: number;
  readonly when: ReceiptMoment;
  /** Counts among the accepted, and has one outcome (R20). */
  readonly accepted: boolean;
  /** Needs a receipt (R1). */
  readonly markable: boolean;
  /** Handed on without waiting for the receipt. */
  readonly passes: boolean;
  /** The call that keeps it from being handed on or answered. */
  holds: 'pending' | 'flight' | 'no';
  /** Its turn runs, or waits in the line, without a receipt to come (R17). */
  other: boolean;
  /** No longer among the newest five (R3). */
  forgotten: boolean;
  handedOn: boolean;
  /** Before its call began, its receipt had let it go. */
  letGo: boolean;
  /** The bot's word asked for its receipt, or it joined a call. */
  asked: boolean;
  /** When its handler ended well. */
  handledMs: number | undefined;
  /** Its turn has ended, however. */
  ended: boolean;
  /** Its turn has ended, or it was answered: no indicator follows (R8). */
  over: boolean;
  outcome: ReceiptOutcome | undefined;
  /** The outcome was told. */
  told: boolean;
  /** The message whose id a duplicate has. */
  twin: Entry | undefined;
}

/** The order of R2. */
export interface Place {
  at: number;
  arrival: number;
}

/** Whether the first is the newer by R2. */
export function isNewer(a: Place, b: Place): boolean {
  return a.at > b.at || (a.at === b.at && a.arrival > b.arrival);
}

/** Puts an entry among others in the order of R2; only the newest five keep their ids (R3). */
export function place(entries: Entry[], entry: Entry): void {
  entries.push(entry);
  entries.sort((a, b) => (isNewer(a, b) ? 1 : -1));
  const remembered = entries.filter(({ forgotten }) => !forgotten);
  if (remembered.length > 5 && remembered[0] !== undefined) remembered[0].forgotten = true;
}

/** The newest of some entries whose id is known. */
export function newestOf(entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(({ forgotten }) => !forgotten);
}

/** Fixes the outcome of entries (R20). */
export function end(entries: readonly Entry[], outcome: ReceiptOutcome): void {
  for (const entry of entries) Object.assign(entry, { outcome, holds: 'no' });
}

/** The message an id belongs to, rather than a repetition of it. */
export function ofId(arrived: readonly Entry[], id: string): Entry | undefined {
  return arrived.findLast((entry) => entry.id === id && entry.accepted) ?? arrived.findLast((entry) => entry.id === id);
}
