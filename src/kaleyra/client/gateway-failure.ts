import { GatewayError } from '../../errors.js';
import { causeOf } from './cause-of.js';
import type { Answer, ExchangeResult, Interruption } from './exchange.js';
import { adviceOf } from './failure-advice.js';
import { failureKindOf } from './failure-kind.js';
import { isTurnedAway, isWithoutConnection } from './is-undelivered.js';
import { providerCodeOf } from './provider-code.js';
import { retryAfterMsOf } from './retry-after.js';

/** What an error may say about the call that failed. */
export interface FailureContext {
  /** What was asked of Kaleyra. */
  kind: 'read' | 'send' | 'upload';
  /** The business number as it stands in the path. */
  businessNumber: string;
  /** Struck out of whatever the network's errors say. */
  apiKey: string;
  /** The time limit that was given, in milliseconds. */
  timeoutMs: number;
}

const nouns = { read: 'the read receipt', send: 'the message', upload: 'the file' } as const;

// Nothing tells a call that was lost on its way from one whose answer was; Kaleyra has no idempotency key.
const doubt = 'the message may have been delivered; send it again only if a second copy does no harm';

function refusal(answer: Answer, { kind, businessNumber }: FailureContext): GatewayError {
  const { status, retryAfter, text } = answer;
  const code = providerCodeOf(text);
  const retryAfterMs = retryAfterMsOf(retryAfter, Date.now());
  const failureKind = failureKindOf({ status, code });
  // Whether it went out is asked of messages only: a receipt or a file may go twice.
  const undelivered = kind === 'send' && failureKind === 'retry' && isTurnedAway({ status, code, retryAfterMs });
  const what = code === undefined ? `HTTP ${status}` : `${code} (HTTP ${status})`;
  return new GatewayError(
    `Kaleyra refused ${nouns[kind]}: ${what}. ${adviceOf({ kind, code, status, businessNumber })}`,
    {
      code: code ?? `HTTP_${status}`,
      kind: failureKind,
      status,
      retryAfterMs,
      ...(undelivered && { undelivered }),
    },
  );
}

function isConnectTimeout(cause: unknown): boolean {
  return (cause as { code?: unknown } | undefined)?.code === 'UND_ERR_CONNECT_TIMEOUT';
}

function breakdown({ why, cause }: Interruption, status: number | undefined, context: FailureContext): GatewayError {
  const { kind, apiKey, timeoutMs } = context;
  const undelivered = kind === 'send' && why === 'NETWORK' && status === undefined && isWithoutConnection(cause);
  const next = kind === 'send' && !undelivered ? `If it was under way, ${doubt}.` : 'It can be repeated.';
  const rest = { kind: 'retry', status, ...(undelivered && { undelivered }) } as const;
  if (why === 'ABORTED') {
    const message = `The call for ${nouns[kind]} was aborted by its signal. ${next}`;
    return new GatewayError(message, { ...rest, code: 'ABORTED', cause });
  }
  const known = why === 'NETWORK' ? causeOf(cause, apiKey) : undefined;
  // The pool's own connect timer runs for as long as ours, so that either of them may be first.
  if (why === 'TIMEOUT' || isConnectTimeout(known)) {
    const message = `Kaleyra did not answer the call for ${nouns[kind]} within ${timeoutMs} ms. ${next}`;
    return new GatewayError(message, { ...rest, code: 'TIMEOUT', cause: known });
  }
  const message = `The connection to Kaleyra failed during the call for ${nouns[kind]} (${known?.code ?? known?.name}). ${next}`;
  return new GatewayError(message, { ...rest, code: 'NETWORK', cause: known });
}

/** Gives the error of an exchange that did not succeed, or `undefined`: every complete 2xx answer is a success. */
export function failureOf({ answer, interruption }: ExchangeResult, context: FailureContext): GatewayError | undefined {
  const refused = answer !== undefined && (answer.status < 200 || answer.status > 299);
  // The status of a refusal says enough when the network cuts its body off. A time limit or an abort is told as such.
  if (refused && (interruption === undefined || interruption.why === 'NETWORK')) return refusal(answer, context);
  return interruption === undefined ? undefined : breakdown(interruption, answer?.status, context);
}

/**
 * Gives the error of a message or file that was taken over (2xx) without telling its id.
 *
 * `reject`, because a repetition could deliver a message twice.
 */
export function unreadableSuccess(
  kind: 'send' | 'upload',
  { status, cause }: { status: number | undefined; cause: unknown },
): GatewayError {
  return new GatewayError(
    `Kaleyra took ${nouns[kind]} (HTTP ${status}) but its answer has no readable id.${kind === 'send' ? ' The message may have been delivered and must not be repeated blindly.' : ''}`,
    { code: 'BAD_RESPONSE', kind: 'reject', status, cause },
  );
}

/** Gives the error of a call that comes after {@link KaleyraClient.close}; `halt`, because asking again is of no use. */
export function clientClosed(): GatewayError {
  return new GatewayError('This client is closed; make a new one, and close it after the channel.', {
    code: 'CLIENT_CLOSED',
    kind: 'halt',
  });
}
