const brand: unique symbol = Symbol.for('tidemark.error');

/** Every code a {@link TidemarkError} of this package can carry, beside the provider's own codes on a {@link GatewayError}. */
export type TidemarkErrorCode =
  | 'INVALID_OPTIONS'
  | 'SECOND_CONSUMER'
  | 'CHANNEL_CLOSED'
  | 'UNKNOWN_CONVERSATION'
  | 'UNSUPPORTED_ACTIVITY'
  | 'NOT_SUPPORTED'
  | 'NO_ATTACHMENT'
  | 'DOWNLOAD_REFUSED'
  | 'DOWNLOAD_TOO_LARGE'
  | 'EMPTY_TEXT'
  | 'TURN_ENDED'
  | StoreErrorCode;

/**
 * What is wrong with a store: it belongs to somebody else (`STORE_FOREIGN`), is damaged, is used by another process, is
 * of a version that does not fit (`STORE_UNSUPPORTED`), cannot be reached or written to just now, or has been closed.
 */
export type StoreErrorCode =
  | 'STORE_FOREIGN'
  | 'STORE_DAMAGED'
  | 'STORE_IN_USE'
  | 'STORE_UNSUPPORTED'
  | 'STORE_UNAVAILABLE'
  | 'STORE_CLOSED';

/**
 * Base of every error this package throws.
 *
 * Match on {@link TidemarkError.code}, or use {@link isTidemarkError}: both work across duplicate copies of the package.
 */
export class TidemarkError extends Error {
  /** The class of the error, for logs; match on the code instead. */
  override readonly name: string = 'TidemarkError';
  /** A stable string to branch on. */
  readonly code: string;
  /** @internal */
  get [brand](): readonly string[] {
    return ['TidemarkError'];
  }

  /** Puts `[tidemark]` in front of the message. */
  constructor(
    code: string,
    message: string,
    options?: {
      /** What went wrong underneath. @default none */
      cause?: unknown;
    },
  ) {
    super(`[tidemark] ${message}`, options);
    this.code = code;
  }
}

/** Thrown at construction for an option that is missing, unknown or out of range; names it, what was expected and what was got. */
export class OptionsError extends TidemarkError {
  /** `OptionsError`. */
  override readonly name: string = 'OptionsError';
  /** The same for every option; which one it is stands in the message. */
  declare readonly code: 'INVALID_OPTIONS';
  /** @internal */
  override get [brand](): readonly string[] {
    return ['TidemarkError', 'OptionsError'];
  }

  /** The message names the option, what was expected and what was got. */
  constructor(message: string) {
    super('INVALID_OPTIONS', message);
  }
}

/**
 * What a failed call means for the calls after it (R9): `retry` later, `reject` this message, `halt` this account.
 */
export type FailureKind = 'retry' | 'halt' | 'reject';

/** Fields of a {@link GatewayError}. */
export interface GatewayErrorDetails {
  /** The provider's code (`RBC001`, `WA400`, …), or `NETWORK`, `TIMEOUT`, `ABORTED`, `BAD_RESPONSE`, `HTTP_<status>`, `INVALID_REQUEST`, `CLIENT_CLOSED`. */
  code: string;
  /** What the failure means for the calls after it (R9). */
  kind: FailureKind;
  /** HTTP status, where there was an answer. */
  status?: number | undefined;
  /** How long the provider asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The message certainly did not go out, so that it can be sent again. @default false */
  undelivered?: boolean | undefined;
  /** Of a reply in several messages: the ids of those that were sent before. */
  sentIds?: readonly string[] | undefined;
  /** What went wrong underneath. */
  cause?: unknown;
}

/** A call to the provider that failed. Carries no secret and no message text. */
export class GatewayError extends TidemarkError {
  /** `GatewayError`. */
  override readonly name: string = 'GatewayError';
  /** What the failure means for the calls after it (R9). */
  readonly kind: FailureKind;
  /** HTTP status, where there was an answer. */
  declare readonly status?: number;
  /** How long the provider asked to wait, in milliseconds. */
  declare readonly retryAfterMs?: number;
  /**
   * `true` where the message certainly did not go out (no connection, a rate limit), so that it can be sent again. A
   * reply has been, up to twice, unless the provider asked to wait longer than 10 s. @default false
   */
  declare readonly undelivered?: boolean;
  /** Of a reply in several messages: the ids of those that were sent before. */
  declare readonly sentIds?: readonly string[];
  /** @internal */
  override get [brand](): readonly string[] {
    return ['TidemarkError', 'GatewayError'];
  }

  /** For gateways of your own; the message must hold no secret and no message text. */
  constructor(message: string, details: GatewayErrorDetails) {
    const { code, kind, status, retryAfterMs, undelivered, sentIds, cause } = details;
    super(code, message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    if (status !== undefined) this.status = status;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (undelivered !== undefined) this.undelivered = undelivered;
    if (sentIds !== undefined) this.sentIds = sentIds;
  }
}

/** A send of a turn that has been stopped by its time limit or by the channel's end. */
export class TurnError extends TidemarkError {
  /** `TurnError`. */
  override readonly name: string = 'TurnError';
  /** The turn is over: a proactive turn can still send. */
  declare readonly code: 'TURN_ENDED';
  /** @internal */
  override get [brand](): readonly string[] {
    return ['TidemarkError', 'TurnError'];
  }

  /** The cause is the reason of the turn's signal. */
  constructor(
    message: string,
    options?: {
      /** Why the turn ended. @default none */
      cause?: unknown;
    },
  ) {
    super('TURN_ENDED', message, options);
  }
}

/** A store that cannot do its work; names the folder or server, and what to do. */
export class StoreError extends TidemarkError {
  /** `StoreError`. */
  override readonly name: string = 'StoreError';
  /** What is wrong. */
  declare readonly code: StoreErrorCode;
  /** @internal */
  override get [brand](): readonly string[] {
    return ['TidemarkError', 'StoreError'];
  }

  /** For stores of your own; the message must hold no secret and no message text. */
  constructor(
    code: StoreErrorCode,
    message: string,
    options?: {
      /** What went wrong underneath. @default none */
      cause?: unknown;
    },
  ) {
    super(code, message, options);
  }
}

function isBranded(error: unknown, name: string): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const names = (error as { [brand]?: unknown })[brand];
  return Array.isArray(names) && names.includes(name);
}

/** Whether a value is an error of this package, also one of another copy of it. */
export function isTidemarkError(error: unknown): error is TidemarkError {
  return isBranded(error, 'TidemarkError');
}

/** Whether a value is a {@link GatewayError}, also one of another copy of this package. */
export function isGatewayError(error: unknown): error is GatewayError {
  return isBranded(error, 'GatewayError');
}

/** Whether a value is an {@link OptionsError}, also one of another copy of this package. */
export function isOptionsError(error: unknown): error is OptionsError {
  return isBranded(error, 'OptionsError');
}

/** Whether a value is a {@link TurnError}, also one of another copy of this package. */
export function isTurnError(error: unknown): error is TurnError {
  return isBranded(error, 'TurnError');
}

/** Whether a value is a {@link StoreError}, also one of another copy of this package. */
export function isStoreError(error: unknown): error is StoreError {
  return isBranded(error, 'StoreError');
}
