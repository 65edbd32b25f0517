import { GatewayError } from '../errors.js';

/** The same error, with the ids of what was sent before; a bot that sends again leaves those out. */
export function withSentIds(error: GatewayError, before: readonly string[]): GatewayError {
  if (before.length === 0) return error;
  const sentIds = [...before, ...(error.sentIds ?? [])];
  const said = error.message
    .replace(/^\[tidemark\] /, '')
    .replace(/ \d+ messages? of this reply (was|were) sent before it\.$/, '');
  const { code, kind, status, retryAfterMs, undelivered, cause } = error;
  const sent = sentIds.length === 1 ? '1 message of this reply was' : `${sentIds.length} messages of this reply were`;
  return new GatewayError(`${said} ${sent} sent before it.`, {
    code,
    kind,
    status,
    retryAfterMs,
    undelivered,
    cause,
    sentIds,
  });
}
