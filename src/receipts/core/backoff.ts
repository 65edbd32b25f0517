import { haltedMsOf } from './number.js';
import type { Backoff, ConversationRecord, NumberRecord } from './record.js';

/** Shortest pause after a failure that may pass (R10). */
const BACKOFF_BASE_MS = 500;
/** Longest pause. */
const BACKOFF_MAX_MS = 30_000;

/** The pause before the next attempt: decorrelated jitter, so that many conversations do not come back together. */
export function nextBackoff(
  previous: Backoff | undefined,
  { number, nowMs, random }: { number: NumberRecord; nowMs: number; random: () => number },
): Backoff {
  const ceiling = Math.min(BACKOFF_MAX_MS, (previous?.delayMs ?? BACKOFF_BASE_MS) * 3);
  const delayMs = BACKOFF_BASE_MS + random() * (ceiling - BACKOFF_BASE_MS);
  return {
    delayMs,
    notBeforeMs: nowMs + delayMs,
    sinceMs: previous?.sinceMs ?? nowMs,
    haltedBaseMs: previous?.haltedBaseMs ?? haltedMsOf(number, nowMs),
  };
}

/** When the conversation's waiting messages are given up; `Infinity` without failures or while halted. */
export function giveUpAt(
  { backoff }: ConversationRecord,
  number: NumberRecord,
  { giveUpMs, nowMs }: { giveUpMs: number; nowMs: number },
): number {
  if (backoff === undefined || number.halt !== undefined) return Number.POSITIVE_INFINITY;
  return backoff.sinceMs + giveUpMs + haltedMsOf(number, nowMs) - backoff.haltedBaseMs;
}
