/** What the rules say of one business number. */
export interface NumberModel {
  halt: NumberHalt | undefined;
  /** The turn in which it was last halted. */
  haltedIn: number;
  /** What is still to be told. */
  news: ('halted' | 'resumed')[];
  /** Time halted before the present halt. */
  haltedMs: number;
  /** Since the last success (R11). */
  failures: number;
  rejects: Set<string>;
  /** Set by Retry-After (R10). */
  pausedUntilMs: number;
  /** When it was last halted or told to wait. */
  barred: { ms: number; turn: number };
  typingRefusedUntilMs: number;
  tokens: number;
  /** As many there are for sure: whether a token that comes back in the turn of a call fits is not said. */
  sureTokens: number;
  /** The turn in which one came back, and the time where only that is known. */
  returned: { turn: number; ms: number | undefined };
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
    haltedIn: -1,
    news: [],
    haltedMs: 0,
    failures: 0,
    rejects: new Set(),
    pausedUntilMs: 0,
    barred: { ms: Number.NEGATIVE_INFINITY, turn: -1 },
    typingRefusedUntilMs: 0,
    tokens: maxPerSecond,
    sureTokens: maxPerSecond,
    returned: { turn: -1, ms: undefined },
    refilledMs: 0,
  };
}

/** The tokens there are now (R13); one that a veto gave back in this very turn may be one more than fit. */
export function tokensOf(
  number: NumberModel,
  maxPerSecond: number,
  { nowMs, turn }: { nowMs: number; turn: number },
): number {
  const elapsedMs = Math.max(0, nowMs - number.refilledMs);
  const { returned } = number;
  const isNow = elapsedMs === 0 && (turn === returned.turn || nowMs === returned.ms);
  for (const which of ['tokens', 'sureTokens'] as const) number[which] += (elapsedMs * maxPerSecond) / 1000;
  number.sureTokens = Math.min(maxPerSecond, number.sureTokens);
  if (!isNow) number.tokens = Math.min(maxPerSecond, number.tokens);
  number.refilledMs = Math.max(nowMs, number.refilledMs);
  return number.tokens;
}

/** A call that was not made gives its token back (R15): in which turn, and when where only the time is known. */
export function returnToken(
  number: NumberModel,
  maxPerSecond: number,
  { nowMs, turn, isTimed }: { nowMs: number; turn: number; isTimed: boolean },
): void {
  number.tokens = tokensOf(number, maxPerSecond, { nowMs, turn }) + 1;
  number.sureTokens = Math.min(maxPerSecond, number.sureTokens + 1);
  number.returned = { turn, ms: isTimed ? nowMs : undefined };
}

/** Retry-After pauses the whole number (R10). */
function pause(number: NumberModel, forMs: number, nowMs: number): void {
  number.pausedUntilMs = Math.max(number.pausedUntilMs, nowMs + forMs);
}

/** The halt of a number; a call of the very turn in which it began may have gone before. */
export function haltOf({ halt, haltedIn }: NumberModel, turn: number): NumberHalt | undefined {
  return haltedIn === turn ? undefined : halt;
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
  turn: number;
}

/** R11: what halts a number, and what resumes it. */
export function noteAnswer(
  number: NumberModel,
  { result, id, probe, retryAfterMs = 0, nowMs, turn }: NumberAnswer,
): void {
  if (result === 'retry') {
    if (retryAfterMs > 0) number.barred = { ms: nowMs, turn };
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
  number.barred = { ms: nowMs, turn };
  number.haltedIn = turn;
  const probeAtMs = nowMs + 60_000;
  number.halt = { cause, sinceMs: nowMs, probing: false, probeAtMs, probeByMs: probeAtMs };
}
