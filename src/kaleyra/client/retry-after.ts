/** The longest wait a `Retry-After` can ask for, in milliseconds (1 h): beyond that it is more likely wrong than meant. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

const secondsPattern = /^[+-]?\d+(?:\.\d+)?$/;
// RFC 9110 §5.6.7: all three forms of an HTTP date begin with the day's name. `Date.parse` alone takes much more.
const datePattern = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

function waitMsOf(text: string, nowMs: number): number {
  if (secondsPattern.test(text)) return Number(text) * 1000;
  if (!datePattern.test(text)) return Number.NaN;
  // The asctime form names no zone and means GMT, which `Date.parse` would take as local time.
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) - nowMs;
}

/**
 * Reads a `Retry-After` header (seconds or an HTTP date) as milliseconds from `nowMs`: at most 1 h, at least 0;
 * `undefined` when it is absent or unreadable.
 */
export function retryAfterMsOf(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = waitMsOf(header.trim(), nowMs);
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(Math.round(waitMs), 0), MAX_RETRY_AFTER_MS);
}
