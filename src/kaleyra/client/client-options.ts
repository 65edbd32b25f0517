import type { Dispatcher } from 'undici';
import { describeValue } from '../../describe-value.js';
import { MAX_DELAY_MS } from '../../scheduling/max-delay.js';
import type { ExtraInfo, ExtraInfoFunction } from './extra-info.js';
import { type ExtraInfoSource, toExtraInfoSource } from './extra-info-source.js';
import { refuseOption } from './refuse-option.js';
import { type KaleyraRegion, serviceUrlOf } from './region.js';

/** Options of {@link KaleyraClient}. */
export interface KaleyraClientOptions {
  /** The account's region, or a base URL of your own (https; http only on loopback), without `/v2/<sid>`. */
  region:
    | KaleyraRegion
    | {
        /** The URL in front of `/v2/<sid>`, without credentials, query or hash. */
        baseUrl: string;
      };
  /** The account's SID. */
  sid: string;
  /** The account's API key. */
  apiKey: string;
  /**
   * How long a whole call may take, answer's body included, in milliseconds.
   *
   * @default 10_000
   */
  timeoutMs?: number | undefined;
  /**
   * What Kaleyra keeps with each request: fixed, or computed per message.
   *
   * @default none
   */
  extraInfo?: ExtraInfo | ExtraInfoFunction | undefined;
  /**
   * An undici dispatcher to use, for a proxy for instance; {@link KaleyraClient.close} does not close it.
   *
   * @default a keep-alive pool of the client's own
   */
  dispatcher?: Dispatcher | undefined;
}

/** Options that were checked, with their defaults. */
export interface ResolvedClientOptions {
  readonly serviceUrl: string;
  readonly sid: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly extraInfoOf: ExtraInfoSource;
  readonly dispatcher: Dispatcher | undefined;
}

const defaultTimeoutMs = 10_000;

const optionNames: readonly string[] = ['region', 'sid', 'apiKey', 'timeoutMs', 'extraInfo', 'dispatcher'];

// What can stand in a path's segment and in a header as it is. A line break of a pasted key is noticed here.
const secretForms = {
  sid: { allowed: /^[\w-]+$/, expected: 'a string of letters, digits, - and _' },
  apiKey: { allowed: /^[\x21-\x7e]+$/, expected: 'a string of visible ASCII characters' },
} as const;

// Neither value is ever shown: the two are easily swapped.
function checkSecret(option: 'sid' | 'apiKey', value: unknown): string {
  const { allowed, expected } = secretForms[option];
  if (typeof value !== 'string' || value === '') return refuseOption(option, expected, describeValue(value));
  return allowed.test(value) ? value : refuseOption(option, expected, 'a string with another character');
}

function checkTimeoutMs(value: unknown): number {
  if (value === undefined) return defaultTimeoutMs;
  if (Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_DELAY_MS) return value as number;
  return refuseOption('timeoutMs', `a whole number from 1 to ${MAX_DELAY_MS}`, describeValue(value));
}

function checkDispatcher(value: unknown): Dispatcher | undefined {
  if (value === undefined) return undefined;
  const { dispatch } = (value ?? {}) as { dispatch?: unknown };
  if (typeof dispatch !== 'function') return refuseOption('dispatcher', 'an undici Dispatcher', describeValue(value));
  return value as Dispatcher;
}

/**
 * Checks the options of a client and fills in the defaults.
 *
 * @throws {OptionsError} naming the option, what was expected and what was got, but never the value of `sid` or `apiKey`.
 */
export function resolveClientOptions(options: KaleyraClientOptions): ResolvedClientOptions {
  if (typeof options !== 'object' || options === null) refuseOption('options', 'an object', describeValue(options));
  const unknown = Object.keys(options).find((key) => !optionNames.includes(key));
  if (unknown !== undefined) refuseOption('options', `only ${optionNames.join(', ')}`, `the unknown option ${unknown}`);
  return {
    serviceUrl: serviceUrlOf(options.region),
    sid: checkSecret('sid', options.sid),
    apiKey: checkSecret('apiKey', options.apiKey),
    timeoutMs: checkTimeoutMs(options.timeoutMs),
    extraInfoOf: toExtraInfoSource(options.extraInfo),
    dispatcher: checkDispatcher(options.dispatcher),
  };
}
