import { throttlingCodes } from './failure-kind.js';

/** What a refusal says about a message that was not taken. */
export interface RefusalFacts {
  /** HTTP status. */
  status: number;
  /** The provider's code, where there was one. */
  code: string | undefined;
  /** The wait the provider asked for, where it did and could be read. */
  retryAfterMs: number | undefined;
}

/** Whether it was turned away at the door, by a limit or for maintenance; a 500 may come from behind it. */
export function isTurnedAway({ status, code, retryAfterMs }: RefusalFacts): boolean {
  if (status === 429 || (code !== undefined && throttlingCodes.includes(code))) return true;
  return status === 503 && retryAfterMs !== undefined;
}

const codes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
// A host or a network can also become unreachable later; only then its error is not that of the call `connect`.
const syscalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/** Whether a network error means that there was no connection, so that no byte of the message can have left. */
export function isWithoutConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  // Node tries all addresses of a host and reports every failure.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isWithoutConnection);
  const { code, syscall, cause } = error as { code?: unknown; syscall?: unknown; cause?: unknown };
  if (codes.has(code) || syscalls.has(syscall)) return true;
  // What has a code of its own speaks for itself; a wrapper speaks for what it wraps.
  return code === undefined && isWithoutConnection(cause);
}
