/** A copy of a network error: name, message and code. */
export interface NetworkCause extends Error {
  /** Node's or undici's code, such as `ECONNREFUSED` or `UND_ERR_SOCKET`. */
  code?: string;
}

function stringOf(error: unknown, key: 'name' | 'message' | 'code' | 'syscall'): string | undefined {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Copies the name and code of a network error, and the message where the operating system wrote it.
 *
 * A copy, because errors of undici and of dispatchers made by others carry more than they say: the raw answer (parser),
 * the socket, or, in the mock agent's message, the request's headers and its body.
 */
export function causeOf(error: unknown, secret: string): NetworkCause {
  // Node tries all addresses of a host and reports an AggregateError without a message of its own.
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined;
  const told = stringOf(error, 'syscall') ?? stringOf(first, 'syscall');
  const message = stringOf(error, 'message') ?? stringOf(first, 'message');
  const code = stringOf(error, 'code') ?? stringOf(first, 'code');
  // A system error's message has the call, the address and nothing else: "connect ECONNREFUSED 127.0.0.1:443".
  const shown = (told === undefined ? undefined : message) ?? code ?? 'unknown network error';
  const cause: NetworkCause = new Error(shown.replaceAll(secret, '[api key]'));
  cause.name = stringOf(error, 'name') ?? cause.name;
  if (code !== undefined) cause.code = code;
  return cause;
}
