/** What the rules say of one business number. */
export interface NumberModel {
  halted: boolean;
  /** Not before this the next probe (R11). */
  probeAtMs: number;
  probing: boolean;
  /** Set by Retry-After (R10). */
  pausedUntilMs: number;
  /** A call of the very moment it was set may have gone before. */
  pausedSinceMs: number;
  typingRefusedUntilMs: number;
  tokens: number;
  refilledMs: number;
}

export function newNumberModel(maxPerSecond: number): NumberModel {
  return {
    halted: false,
    probeAtMs: 0,
    probing: false,
    pausedUntilMs: 0,
    pausedSinceMs: 0,
    typingRefusedUntilMs: 0,
    tokens: maxPerSecond,
    refilledMs: 0,
  };
}

/** The tokens there are now (R13). */
export function tokensOf(number: NumberModel, maxPerSecond: number, nowMs: number): number {
  number.tokens = Math.min(maxPerSecond, number.tokens + ((nowMs - number.refilledMs) * maxPerSecond) / 1000);
  number.refilledMs = nowMs;
  return number.tokens;
}

/** Retry-After pauses the whole number (R10). */
export function pause(number: NumberModel, { nowMs, forMs }: { nowMs: number; forMs: number }): void {
  if (number.pausedUntilMs <= nowMs) number.pausedSinceMs = nowMs;
  number.pausedUntilMs = Math.max(number.pausedUntilMs, nowMs + forMs);
}
