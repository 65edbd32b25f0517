import type { ConversationRecord, NumberRecord, Position, Typing } from './record.js';

/** WhatsApp's indicator lives 25 s; renewed a little earlier, a bot that thinks long keeps its bubble (R8). */
export const TYPING_PERIOD_MS = 20_000;
/** After an answer, which ends the indicator, the next may follow this soon. */
const TYPING_AFTER_ANSWER_MS = 3_000;
/** How long a refused indicator is not asked for again. */
export const TYPING_REFUSED_MS = 86_400_000;

/** Turns of one conversation that run at once, as far as they are told apart. */
const MOST_TURNS = 16;

/** Notes that the bot wants the indicator, until it answers, ends, or `ttlMs` has passed. */
export function wantTyping(
  record: ConversationRecord,
  { by, at, ttlMs, nowMs }: { by: readonly string[]; at: Position | undefined; ttlMs: number; nowMs: number },
): void {
  const typing = typingOf(record);
  // The turn that may go on longest counts.
  typing.untilMs = Math.max(nowMs + ttlMs, typing.wanted ? typing.untilMs : 0);
  typing.wanted = true;
  typing.by = [...typing.by.filter((id) => !by.includes(id)), ...by].slice(-MOST_TURNS);
  typing.fallback = at ?? typing.fallback;
}

/** The conversation's indicator, made when it is not there. */
export function typingOf(record: ConversationRecord): Typing {
  record.typing ??= newTyping(Number.NEGATIVE_INFINITY);
  return record.typing;
}

/** An indicator nobody wants yet. */
export function newTyping(notBeforeMs: number): Typing {
  return {
    wanted: false,
    by: [],
    fallback: undefined,
    notBeforeMs,
    untilMs: 0,
    plain: undefined,
    repeatsPlain: false,
  };
}

/** Drops the wish: it has had its time, or nothing is to be shown. */
export function dropTyping(record: ConversationRecord): void {
  if (record.typing === undefined) return;
  record.typing.wanted = false;
  record.typing.by = [];
}

/** Drops the wish of the turn that has ended; turns of one conversation may run at once on a foreign adapter. */
export function dropTypingOf(record: ConversationRecord, id: string): void {
  const { typing } = record;
  if (typing === undefined || !typing.by.includes(id)) return;
  typing.by = typing.by.filter((one) => one !== id);
  if (typing.by.length === 0) dropTyping(record);
}

/** Notes an answer: it ends the indicator, so the next may come sooner. */
export function noteAnswer(record: ConversationRecord, nowMs: number): void {
  const { typing } = record;
  if (typing === undefined) return;
  dropTyping(record);
  typing.notBeforeMs = Math.min(typing.notBeforeMs, nowMs + TYPING_AFTER_ANSWER_MS);
}

/** When a typing call may go; `Infinity` when nobody wants one or it would have no message to show it at. */
export function typingAt(record: ConversationRecord, number: NumberRecord): number {
  const { typing } = record;
  if (typing === undefined || !typing.wanted || typingTargetOf(record) === undefined) return Number.POSITIVE_INFINITY;
  const at = Math.max(typing.notBeforeMs, number.typingRefusedUntilMs);
  return at < typing.untilMs ? at : Number.POSITIVE_INFINITY;
}

/** Whether a call that goes anyway may carry the indicator (R8, `'withReceipt'`). */
export function mayCarryTyping({ typing }: ConversationRecord, number: NumberRecord, nowMs: number): boolean {
  return Math.max(typing?.notBeforeMs ?? Number.NEGATIVE_INFINITY, number.typingRefusedUntilMs) <= nowMs;
}

/** The message a typing call of its own names: it must not move the mark back. */
export function typingTargetOf(record: ConversationRecord): Position | undefined {
  if (record.mark !== undefined) return record.mark;
  const fallback = record.typing?.fallback;
  return fallback === undefined || record.rejected?.includes(fallback.id) ? undefined : fallback;
}
