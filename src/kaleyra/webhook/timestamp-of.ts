/** The last second of the year 9999; a number above it is no count of seconds (milliseconds, most likely). */
const lastSecond = 253_402_300_799;

/**
 * The moment of a WhatsApp timestamp, which counts whole seconds as a string or a number.
 *
 * Anything else gives `undefined`, never "now"; so does zero, which nobody sent in 1970 and which would count as too old.
 */
export function timestampOf(seconds: unknown): Date | undefined {
  const count = typeof seconds === 'string' && /^\d{1,12}$/.test(seconds) ? Number(seconds) : seconds;
  if (typeof count !== 'number' || !Number.isInteger(count) || count <= 0 || count > lastSecond) return undefined;
  return new Date(count * 1000);
}
