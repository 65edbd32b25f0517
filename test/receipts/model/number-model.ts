/** What the rules say of one business number. */
export interface NumberModel {
  halt: NumberHalt | undefined;
  /** What is still to be told. */
  news: ('halted' | 'resumed')[];
  /** Time halted before the present halt. */
  haltedMs: number;
  /** Since the last success (R11). */
  failures: number;
  rejects: Set<string>;
  /** Set by Retry-After (R10). */
  pausedUntilMs: number;
  /** A call of the very moment it was set may have gone before. */
  pausedSinceMs: number;
  /** When it was last halted or told to wait. */
  barredMs: number;
  typingRefusedUntilMs: number;
  tokens: number;
  /** As many there are for sure: whether a token that comes back at the moment of a call fits is not said. */
  sureTokens: number;
  refilledMs: number;
}

/** A halt, and the times between which the next probe goes (R11). */
interface NumberHalt {
  cause: 'halt' | 'rejects' | 'failures';
  sinceMs: number;
  probing: boolean;
  probeAtMs: number;
  probeByMs: number;
}

export function newNumberModel(maxPerSecond: number): NumberModel {
  return {
    halt: undefined,
    news: [],
    haltedMs: 0,
    failures: 0,
    rejects: new Set(),
    pausedUntilMs: 0,
    pausedSinceMs: 0,
    barredMs: Number.NEGATIVE_INFINITY,
    typingRefusedUntilMs: 0,
    tokens: maxPerSecond,
    sureTokens: maxPerSecond,
    refilledMs: 0,
  };
}

/** The tokens there are now (R13); one that a veto gave back at this very moment may be one more than fit. */
export function tokensOf(number: NumberModel, maxPerSecond: number, nowMs: number): number {
  const elapsedMs = nowMs - number.refilledMs;
  if (elapsedMs <= 0) return number.tokens;
  for (const which of ['tokens', 'sureTokens'] as const)
    number[which] = Math.min(maxPerSecond, number[which] + (elapsedMs * maxPerSecond) / 1000);
  number.refilledMs = nowMs;
  return number.tokens;
}

/** A call that was not made gives its token back (R15). */
export function returnToken(number: NumberModel, maxPerSecond: number, nowMs: number): void {
  number.tokens = tokensOf(number, maxPerSecond, nowMs) + 1;
  number.sureTokens = Math.min(maxPerSecond, number.sureTokens + 1);
}

/** Retry-After pauses the whole number (R10). */
function pause(number: NumberModel, forMs: number, nowMs: number): void {
  if (number.pausedUntilMs <= nowMs) number.pausedSinceMs = nowMs;
  number.pausedUntilMs = Math.max(number.pausedUntilMs, nowMs + forMs);
}

/** Time this number has spent halted. */
export function haltedMsOf({ haltedMs, halt }: NumberModel, nowMs: number): number {
  return haltedMs + (halt === undefined ? 0 : nowMs - halt.sinceMs);
}

/** A call's answer, as its number sees it. */
interface NumberAnswer {
  result: 'ok' | 'retry' | 'halt' | 'reject' | 'indicatorRefused';
  id: string;
  probe: boolean;
  retryAfterMs?: number | undefined;
  nowMs: number;
}

/** R11: what halts a number, and what resumes it. */
export function noteAnswer(number: NumberModel, { result, id, probe, retryAfterMs = 0, nowMs }: NumberAnswer): void {
  if (result === 'retry') {
    if (retryAfterMs > 0) number.barredMs = nowMs;
    pause(number, retryAfterMs, nowMs);
    number.failures += 1;
  }
  if (result === 'reject' && number.halt === undefined) number.rejects.add(id);
  const { halt } = number;
  if (halt !== undefined && probe)
    Object.assign(halt, { probing: false, probeAtMs: nowMs + 60_000, probeByMs: nowMs + 600_000 });
  const isAnswer = result === 'reject' || result === 'indicatorRefused';
  const resumes = result === 'ok' || (isAnswer && halt !== undefined && halt.cause !== 'rejects');
  if (resumes)
    Object.assign(number, { failures: 0, rejects: new Set(), haltedMs: haltedMsOf(number, nowMs), halt: undefined });
  if (halt !== undefined && number.halt === undefined) number.news.push('resumed');
  if (number.halt !== undefined) return;
  const cause =
    result === 'halt' ? 'halt' : number.rejects.size >= 10 ? 'rejects' : number.failures >= 10 ? 'failures' : undefined;
  if (cause === undefined) return;
  number.news.push('halted');
  number.barredMs = nowMs;
  const probeAtMs = nowMs + 60_000;
  number.halt = { cause, sinceMs: nowMs, probing: false, probeAtMs, probeByMs: probeAtMs };
}
