import type { NumberRecord } from './record.js';

/** In a row without a success, on one number: then it is halted (R11). */
const SOFT_HALT_AFTER = 10;
/** First probe after a halt. */
const PROBE_FIRST_MS = 60_000;
/** Longest pause between two probes. */
const PROBE_MAX_MS = 600_000;

/** When the number may make its next ordinary call: now or earlier means it may, `Infinity` that it is halted. */
export function openAt(number: NumberRecord, maxPerSecond: number, nowMs: number): number {
  if (number.halt !== undefined) return Number.POSITIVE_INFINITY;
  return Math.max(tokenAt(number, maxPerSecond, nowMs), number.pausedUntilMs);
}

/** When a halted number may be tried again, or `Infinity` while a probe is under way. */
export function probeAt(number: NumberRecord, maxPerSecond: number, nowMs: number): number {
  if (number.halt === undefined || number.halt.probing) return Number.POSITIVE_INFINITY;
  return Math.max(number.halt.probeAtMs, number.pausedUntilMs, tokenAt(number, maxPerSecond, nowMs));
}

function tokenAt(number: NumberRecord, maxPerSecond: number, nowMs: number): number {
  refill(number, maxPerSecond, nowMs);
  return number.tokens >= 1 ? nowMs : number.refilledMs + ((1 - number.tokens) / maxPerSecond) * 1000;
}

export function takeToken(number: NumberRecord): void {
  number.tokens = Math.max(0, number.tokens - 1);
}

/** The call was not made after all: a veto returns its token (R15). */
export function giveTokenBack(number: NumberRecord, maxPerSecond: number): void {
  number.tokens = Math.min(maxPerSecond, number.tokens + 1);
}

function refill(number: NumberRecord, maxPerSecond: number, nowMs: number): void {
  const elapsedMs = Math.max(0, nowMs - number.refilledMs);
  // A remainder of rounding must not keep a full token from being seen as one.
  number.tokens = Math.min(maxPerSecond, number.tokens + (elapsedMs * maxPerSecond) / 1000 + 1e-9);
  number.refilledMs = nowMs;
}

/** Time this number has spent halted so far. */
export function haltedMsOf(number: NumberRecord, nowMs: number): number {
  return number.haltedMs + (number.halt === undefined ? 0 : nowMs - number.halt.sinceMs);
}

/** Notes a success; tells whether it ended a halt. */
export function noteSuccess(number: NumberRecord, nowMs: number): boolean {
  number.failures = 0;
  number.rejects = [];
  return resume(number, nowMs);
}

/** A call that failed, as its number sees it. */
export interface FailedCall {
  id: string;
  /** Only a probe's answer moves the next probe: calls from before the halt answer too. */
  probe: boolean;
  nowMs: number;
}

/** Notes that the provider refused an id; tells what that changes. */
export function noteReject(number: NumberRecord, { id, probe, nowMs }: FailedCall): 'halted' | 'resumed' | undefined {
  if (number.halt !== undefined) {
    if (number.halt.cause === 'rejects') {
      if (probe) postponeProbe(number, nowMs);
      return undefined;
    }
    return noteTypingRefused(number, nowMs);
  }
  if (!number.rejects.includes(id)) number.rejects.push(id);
  if (number.rejects.length < SOFT_HALT_AFTER) return undefined;
  halt(number, { code: `${SOFT_HALT_AFTER}_REJECTS`, cause: 'rejects' }, nowMs);
  return 'halted';
}

/** Notes that a call was refused for its indicator: no refusal of its message, yet an answer; tells whether it resumed. */
export function noteTypingRefused(number: NumberRecord, nowMs: number): 'resumed' | undefined {
  if (number.halt === undefined || number.halt.cause === 'rejects') return undefined;
  number.failures = 0;
  number.rejects = [];
  resume(number, nowMs);
  return 'resumed';
}

/** Notes a failure that may pass; tells whether it halted the number. */
export function noteRetry(
  number: NumberRecord,
  retryAfterMs: number | undefined,
  { probe, nowMs }: FailedCall,
): boolean {
  number.failures += 1;
  if (retryAfterMs !== undefined) number.pausedUntilMs = Math.max(number.pausedUntilMs, nowMs + retryAfterMs);
  if (number.halt !== undefined) {
    if (probe) postponeProbe(number, nowMs);
    return false;
  }
  if (number.failures < SOFT_HALT_AFTER) return false;
  halt(number, { code: `${SOFT_HALT_AFTER}_FAILURES`, cause: 'failures' }, nowMs);
  return true;
}

/** Notes a failure of the account; tells whether it is news. */
export function noteHalt(number: NumberRecord, code: string, { probe, nowMs }: FailedCall): boolean {
  if (number.halt !== undefined) {
    if (probe) postponeProbe(number, nowMs);
    return false;
  }
  halt(number, { code, cause: 'halt' }, nowMs);
  return true;
}

function halt(
  number: NumberRecord,
  { code, cause }: Pick<Required<NumberRecord>['halt'] & object, 'code' | 'cause'>,
  nowMs: number,
): void {
  number.halt = {
    code,
    cause,
    sinceMs: nowMs,
    probeAtMs: nowMs + PROBE_FIRST_MS,
    probeDelayMs: PROBE_FIRST_MS,
    probing: false,
  };
}

function postponeProbe(number: NumberRecord, nowMs: number): void {
  const { halt } = number;
  if (halt === undefined) return;
  halt.probing = false;
  halt.probeDelayMs = Math.min(PROBE_MAX_MS, halt.probeDelayMs * 2);
  halt.probeAtMs = nowMs + halt.probeDelayMs;
}

/** Ends a halt; tells whether there was one. */
export function resume(number: NumberRecord, nowMs: number): boolean {
  if (number.halt === undefined) return false;
  number.haltedMs = haltedMsOf(number, nowMs);
  number.halt = undefined;
  return true;
}
