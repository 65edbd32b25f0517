import { type Logger, OptionsError } from '../../src/index.js';

/** Options of {@link openLevelStore}; times are in milliseconds. */
export interface LevelStoreOptions {
  /**
   * The folder, made with mode 0700 where there is none. What customers write stands in it as plain text until
   * about ten minutes after it is handled, and in the dead letters for longer: keep it on a disk of this machine that only
   * the bot may read.
   */
  path: string;
  /** Messages accepted and not settled, at most; beyond, webhooks are answered 503. @default 100000 */
  maxWaiting?: number;
  /**
   * Messages handed out and not settled, at most; the others wait on the disk until there is room. While so many wait for
   * slow conversations, the rest waits, too. @default 10000
   */
  maxInMemory?: number;
  /** How long the id of a message that is done is remembered, to recognise a redelivery. @default 604800000 (7 days) */
  rememberMs?: number;
  /** Conversations whose marks are kept, at most; the one unused for longest gives way. @default 100000 */
  maxConversations?: number;
  /** Dead letters, at most; the oldest one gives way, with a warning. @default 100000 */
  maxDead?: number;
  /** Makes the store where there is none; otherwise it fails with `STORE_UNAVAILABLE`. @default true */
  create?: boolean;
  /** Where failures in the background are told. @default process.emitWarning */
  logger?: Logger;
}

/** The options with their defaults. */
export type LevelSettings = Readonly<Required<Omit<LevelStoreOptions, 'logger'>> & Pick<LevelStoreOptions, 'logger'>>;

const DAY_MS = 24 * 60 * 60 * 1000;

const defaults = {
  maxWaiting: 100_000,
  maxInMemory: 10_000,
  rememberMs: 7 * DAY_MS,
  maxConversations: 100_000,
  maxDead: 100_000,
  create: true,
} as const;

const names = ['path', ...Object.keys(defaults), 'logger'];

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` naming the option, what was expected and what was got.
 */
export function resolveLevelOptions(options: LevelStoreOptions): LevelSettings {
  if (typeof options !== 'object' || options === null) throw wrong('', 'an object with options', options);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong('', `only ${names.join(', ')}`, `"${unknown}"`);
  const { path, create = defaults.create, logger } = options;
  if (typeof path !== 'string' || path === '') throw wrong('.path', 'the path of a folder', path);
  if (typeof create !== 'boolean') throw wrong('.create', 'true or false', create);
  if (logger !== undefined && !isLogger(logger)) {
    throw wrong('.logger', 'an object with the functions debug, info, warn, error', logger);
  }
  return Object.freeze({
    path,
    create,
    ...(logger !== undefined && { logger }),
    maxWaiting: wholeNumber(options, 'maxWaiting'),
    maxInMemory: wholeNumber(options, 'maxInMemory'),
    rememberMs: wholeNumber(options, 'rememberMs'),
    maxConversations: wholeNumber(options, 'maxConversations'),
    maxDead: wholeNumber(options, 'maxDead'),
  });
}

type NumberName = 'maxWaiting' | 'maxInMemory' | 'rememberMs' | 'maxConversations' | 'maxDead';

function wholeNumber(options: LevelStoreOptions, name: NumberName): number {
  const value: unknown = options[name];
  if (value === undefined) return defaults[name];
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw wrong(`.${name}`, 'a whole number, 1 or more', value);
}

function isLogger(value: unknown): value is Logger {
  if (typeof value !== 'object' || value === null) return false;
  return ['debug', 'info', 'warn', 'error'].every(
    (level) => typeof (value as Record<string, unknown>)[level] === 'function',
  );
}

function wrong(option: string, expected: string, got: unknown): OptionsError {
  const isShown = typeof got === 'number' || got == null;
  const shown =
    got === '' ? 'an empty string' : isShown ? String(got) : typeof got === 'string' ? got : `a ${typeof got}`;
  return new OptionsError(`openLevelStore${option}: expected ${expected}, got ${shown}`);
}
