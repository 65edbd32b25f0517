/** A copy of a network error: name, message and code. */
export interface NetworkCause extends Error {
  /** Node's or undici's code, such as `ECONNREFUSED` or `UND_ERR_SOCKET`. */
  code?: string;
}

function stringOf(error: unknown, key: 'name' | 'message' | 'code'): string | undefined {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Copies the name, message and code of a network error and strikes the secret out of the message.
 *
 * A copy, because errors of undici and of dispatchers made by others carry more than they say: the raw answer (parser),
 * the socket, or, in the mock agent's message, the request's headers.
 */
export function causeOf(error: unknown, secret: string): NetworkCause {
  // Node tries all addresses of a host and reports an AggregateError without a message of its own.
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined;
  const message = stringOf(error, 'message') ?? stringOf(first, 'message') ?? 'unknown network error';
  const cause: NetworkCause = new Error(message.replaceAll(secret, '[api key]'));
  cause.name = stringOf(error, 'name') ?? cause.name;
  const code = stringOf(error, 'code') ?? stringOf(first, 'code');
  if (code !== undefined) cause.code = code;
  return cause;
}
