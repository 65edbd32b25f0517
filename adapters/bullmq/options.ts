import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { type Logger, OptionsError } from '../../src/index.js';

/** Makes a connection; the options it is given have to be among those of the connection it makes. */
export type RedisFactory = (options: RedisOptions) => Redis | Cluster;

/** Options of {@link createBullmqStore}; times are in milliseconds. */
export interface BullmqStoreOptions {
  /**
   * The Redis server: its URL, options of ioredis, or a function that makes connections (for Sentinel, Cluster or TLS of
   * your own). Connections are made by the store, up to four, and closed by it.
   */
  connection: string | RedisOptions | RedisFactory;
  /** What all keys begin with: letters, digits, `.`, `_`, `-` and `:`. @default 'tidemark' */
  prefix?: string;
  /** Conversations with waiting messages that this process works on at once. @default 500 */
  concurrency?: number;
  /** Messages that may wait, over all processes and approximately; beyond, webhooks are answered 503. @default 100000 */
  maxWaiting?: number;
  /**
   * How long a conversation stays with a process that has crashed or hangs; longer than `receipts.callTimeoutMs`, so that
   * a call in flight does not outlive it. @default 30000
   */
  leaseMs?: number;
  /** How often conversations are looked for that nobody works on. @default 30000 */
  sweepMs?: number;
  /** How long a conversation stays with its process after its last message was done. @default 1000 */
  lingerMs?: number;
  /** How long Redis may take for one answer; then a webhook is answered 503. @default 2000 */
  timeoutMs?: number;
  /** How long ids of handled messages are kept, to recognise a redelivery. @default 604800000 (7 days) */
  keepIdsMs?: number;
  /** How long what is kept of a conversation outlives its last message, or the last process. @default 2592000000 (30 days) */
  keepIdleMs?: number;
  /** Where failures are told. @default `console`, from `warn` up */
  logger?: Logger;
}

/** The options, checked and complete. */
export type BullmqStoreSettings = Required<BullmqStoreOptions>;

const DAY_MS = 86_400_000;

type Range = readonly [default_: number, min: number, max: number];

const numbers = {
  concurrency: [500, 1, 1_000_000],
  maxWaiting: [100_000, 1, 1_000_000_000],
  leaseMs: [30_000, 500, DAY_MS],
  sweepMs: [30_000, 100, DAY_MS],
  lingerMs: [1_000, 0, DAY_MS],
  timeoutMs: [2_000, 100, 60_000],
  keepIdsMs: [7 * DAY_MS, 1_000, 366 * DAY_MS],
  keepIdleMs: [30 * DAY_MS, 1_000, 366 * DAY_MS],
} satisfies Record<string, Range>;

type NumberOption = keyof typeof numbers;

const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  // biome-ignore lint/suspicious/noConsole: this is the default logger
  warn: (fields, message) => console.warn(`[tidemark] ${message}`, fields),
  // biome-ignore lint/suspicious/noConsole: this is the default logger
  error: (fields, message) => console.error(`[tidemark] ${message}`, fields),
};

const known = ['connection', 'prefix', ...Object.keys(numbers), 'logger'];

/** Checks the options; values of `connection` may be secret and are never shown. */
export function resolveOptions(options: BullmqStoreOptions): BullmqStoreSettings {
  // A caller in JavaScript may have left them out.
  const given: Partial<BullmqStoreOptions> & Partial<Record<string, unknown>> = { ...options };
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw wrong('', `only ${known.join(', ')}`, `"${name}"`);
  }
  const { connection, prefix = 'tidemark', logger = consoleLogger } = given;
  const isUrl = typeof connection === 'string' && /^rediss?:\/\//.test(connection);
  if (!isUrl && typeof connection !== 'function' && (typeof connection !== 'object' || connection === null)) {
    throw wrong(
      '.connection',
      'a URL (redis://…), options of ioredis, or a function',
      `a value of type ${typeof connection}`,
    );
  }
  if (typeof prefix !== 'string' || !/^[\w.:-]+$/.test(prefix)) {
    throw wrong('.prefix', 'letters, digits, ".", "_", "-" and ":"', JSON.stringify(prefix));
  }
  if (typeof logger?.warn !== 'function')
    throw wrong('.logger', 'an object with debug, info, warn and error', typeof logger);
  const settings = { connection, prefix, logger } as BullmqStoreSettings;
  for (const name of Object.keys(numbers) as NumberOption[]) settings[name] = numberOf(name, given[name]);
  const { keepIdsMs, keepIdleMs } = settings;
  if (keepIdleMs < keepIdsMs) throw wrong('.keepIdleMs', `at least keepIdsMs (${keepIdsMs})`, `${keepIdleMs}`);
  return settings;
}

function numberOf(name: NumberOption, value: unknown): number {
  const [whenMissing, min, max] = numbers[name];
  if (value === undefined) return whenMissing;
  if (typeof value === 'number' && value >= min && value <= max && (name.endsWith('Ms') || Number.isInteger(value))) {
    return value;
  }
  throw wrong(`.${name}`, `a number from ${min} to ${max}`, typeof value === 'number' ? String(value) : typeof value);
}

function wrong(option: string, expected: string, got: string): OptionsError {
  return new OptionsError(`createBullmqStore${option}: expected ${expected}, got ${got}`);
}
