import type { FailureKind } from '../../errors.js';

/** What is known of a failed call: the HTTP status, the provider's code, both or neither. */
export interface FailureFacts {
  /** HTTP status; absent when there was no answer. */
  status?: number | undefined;
  /** Kaleyra's code (`RBC001`) or Meta's (`131009`, as a number or a string). */
  code?: string | number | undefined;
}

/** Meta's codes of a limit that is reached: app, account, business number, and business number and customer. */
export const throttlingCodes: readonly string[] = ['4', '80007', '130429', '131056'];

// Kaleyra's codes: its pages "Send Read Receipt Messages" and "Error Codes for Send Message" of API V2.
// Meta's codes: "Cloud API error codes"; Kaleyra passes Meta's object on, so Meta's numbers may come back.
const kindByCode: ReadonlyMap<string, FailureKind> = new Map([
  ...throttlingCodes.map((code) => [code, 'retry'] as const),
  ['WA400', 'reject'],
  ['131009', 'reject'],
  ['RBC001', 'halt'],
  ['WA401', 'halt'],
  ['WA-401', 'halt'],
  ['E110', 'halt'],
  ['WAV2101', 'halt'],
]);

const retryStatuses: ReadonlySet<number> = new Set([408, 425, 429]);
const rejectStatuses: ReadonlySet<number> = new Set([400, 422]);

/** Gives what a provider's code means by itself (R9), or `undefined` for one that R9 does not name. */
export function kindOfCode(code: string | number): FailureKind | undefined {
  return kindByCode.get(String(code));
}

/**
 * Decides what a failure means for the calls after it (R9); every input has an answer.
 *
 * A code that R9 names decides before the status, because it says why and the status only says where. `E110` (low
 * balance) sent with 500 is `halt`: asking again does not fill the balance, a halt keeps what is pending and its probe
 * notices the top-up, whereas `retry` would use up the time after which messages are given up. For the same reason
 * `WAV2101` (daily limit) sent with 429 is `halt`, and Meta's rate limits sent with 400 are `retry`.
 *
 * Without such a code the status decides; without either (network, time limit) it is `retry`, and so is a status that
 * is no failure in HTTP's terms.
 */
export function failureKindOf({ status, code }: FailureFacts): FailureKind {
  const known = code === undefined ? undefined : kindOfCode(code);
  if (known !== undefined) return known;
  if (status === undefined || retryStatuses.has(status)) return 'retry';
  if (rejectStatuses.has(status)) return 'reject';
  return status >= 300 && status < 500 ? 'halt' : 'retry';
}
