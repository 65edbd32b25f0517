import { validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * A failure Kaleyra (or, for `131009`, Meta) documents, answered with its status and body.
 *
 * `WA-401` is the wrong account type, `WA-401-version` the number of another API version: one code, two texts.
 * `WAV2101` (daily limit) is documented without a status or a body: the fake answers 403.
 */
export type DocumentedFailure =
  | 'RBC001'
  | 'WA401'
  | 'WA400'
  | 'WA500'
  | 'E110'
  | 'WA-401'
  | 'WA-401-version'
  | 'WAV2101'
  | '131009';

/**
 * A fault of the wire.
 *
 * `drop` closes the connection unanswered and without effect; `hang` does not answer before `clearFaults()`.
 * `truncate`, `notJson` and `empty` answer 202 and take effect, but the body is cut off, is not JSON, or is missing.
 */
export type TransportFault = 'drop' | 'hang' | 'truncate' | 'notJson' | 'empty';

/** An answer of the test's own making; it takes effect when its status is 2xx. */
export interface CustomAnswer {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /**
   * A string is sent as it is, anything else as JSON.
   * @default '' (no body)
   */
  readonly body?: unknown;
  /**
   * Headers to add, such as `retry-after` or `location`.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The `content-type` header.
   * @default 'text/plain; charset=utf-8' for a string, none for an empty one, 'application/json' for anything else
   */
  readonly contentType?: string;
  /**
   * Milliseconds, added to the latency.
   * @default 0
   */
  readonly delayMs?: number;
}

/** Success, but late. The effect is there at once; only the answer waits. */
export interface SlowAnswer {
  /** Milliseconds, added to the latency. */
  readonly delayMs: number;
}

/** What a request gets instead of success. */
export type Failure = DocumentedFailure | TransportFault | CustomAnswer | SlowAnswer;

const names: Readonly<Record<DocumentedFailure | TransportFault, true>> = {
  RBC001: true,
  WA401: true,
  WA400: true,
  WA500: true,
  E110: true,
  'WA-401': true,
  'WA-401-version': true,
  WAV2101: true,
  '131009': true,
  drop: true,
  hang: true,
  truncate: true,
  notJson: true,
  empty: true,
};

function isDelay(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

/** Throws a `TypeError` for what is not a failure, so that a typing mistake does not turn into a success. */
export function assertFailure(failure: Failure): void {
  if (typeof failure === 'string') {
    if (Object.hasOwn(names, failure)) return;
    throw new TypeError(
      `[tidemark/testing] expected a failure among ${Object.keys(names).join(', ')}; got "${failure}"`,
    );
  }
  const { delayMs = 0 } = failure;
  if (!isDelay(delayMs)) throw new TypeError(`[tidemark/testing] expected delayMs of 0 or more; got ${delayMs}`);
  if (!('status' in failure)) return;
  const { status, headers = {} } = failure;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new TypeError(`[tidemark/testing] expected a status from 200 to 599; got ${status}`);
  }
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  // Throws for what JSON cannot hold.
  JSON.stringify(failure.body);
}
