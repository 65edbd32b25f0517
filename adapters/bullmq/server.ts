import { type Logger, StoreError } from '../../src/index.js';
import type { Connection, Connections } from './connections.js';
import { ACCEPT } from './scripts/accept.js';
import { ACQUIRE } from './scripts/acquire.js';
import { BEAT } from './scripts/beat.js';
import { COUNT } from './scripts/count.js';
import { DROP } from './scripts/drop.js';
import { DUE, WATCH } from './scripts/due.js';
import { FAIL } from './scripts/fail.js';
import { PEEK } from './scripts/peek.js';
import { READ } from './scripts/read.js';
import { RELEASE } from './scripts/release.js';
import { RENEW } from './scripts/renew.js';
import { REPLAY } from './scripts/replay.js';
import { SAVE_STATE } from './scripts/save.js';
import { SETTLE } from './scripts/settle.js';

/** A script of this store. */
export type ScriptName =
  | 'accept'
  | 'acquire'
  | 'beat'
  | 'count'
  | 'drop'
  | 'due'
  | 'fail'
  | 'peek'
  | 'read'
  | 'release'
  | 'renew'
  | 'replay'
  | 'save'
  | 'settle'
  | 'watch';

const scripts: Readonly<Record<ScriptName, string>> = {
  accept: ACCEPT,
  acquire: ACQUIRE,
  beat: BEAT,
  count: COUNT,
  drop: DROP,
  due: DUE,
  fail: FAIL,
  peek: PEEK,
  read: READ,
  release: RELEASE,
  renew: RENEW,
  replay: REPLAY,
  save: SAVE_STATE,
  settle: SETTLE,
  watch: WATCH,
};

/** The Redis server, as the rest of the store sees it: it answers within `timeoutMs`, or a {@link StoreError} tells why not. */
export interface Server {
  /** @throws {StoreError} `STORE_UNAVAILABLE`, `STORE_UNSUPPORTED` or `STORE_CLOSED`. */
  run(script: ScriptName, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** Does something else with the connection, under the same rules. */
  use<T>(work: (redis: Connection) => Promise<T>): Promise<T>;
  /** Resolves once the server is known to fit; rejects when it does not, or cannot be reached. */
  ready(): Promise<void>;
  /** Calls back each time the connection has come back. */
  onBack(listener: () => void): void;
  /** Refuses everything from now on. */
  close(): void;
}

const MIN_VERSION = [6, 2] as const;

/** What the server is wrapped with. */
export interface ServerOptions {
  connections: Connections;
  logger: Logger;
  timeoutMs: number;
}

export function createServer({ connections, logger, timeoutMs }: ServerOptions): Server {
  const { address } = connections;
  const backListeners: (() => void)[] = [];
  let connection: Connection | undefined;
  let hasBeenReady = false;
  let closed = false;
  let reachable = true;
  let full = false;
  let checked: Promise<void> | undefined;
  let starting: Promise<void> | undefined;

  function connect(): Connection {
    if (connection !== undefined) return connection;
    const redis = connections.commands();
    connection = redis;
    for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(`tidemark:${name}`, { lua });
    redis.on('ready', () => {
      // A server that comes back may be another one.
      checked = undefined;
      if (hasBeenReady) for (const listener of backListeners) listener();
      hasBeenReady = true;
    });
    return redis;
  }

  const unavailable = (cause?: unknown): StoreError =>
    new StoreError('STORE_UNAVAILABLE', `${address} cannot be reached or does not answer: check that it runs`, {
      // The errors of ioredis carry the command with all it was given, messages included.
      cause: cause instanceof Error ? new Error(cause.message) : undefined,
    });

  /** At the start the connection is waited for; later what is away is away. */
  function whenReady(redis: Connection): Promise<void> | undefined {
    if (redis.status === 'ready') return undefined;
    if (hasBeenReady) throw unavailable();
    starting ??= started(redis).finally(() => {
      starting = undefined;
    });
    return starting;
  }

  function started(redis: Connection): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        redis.off('ready', done);
        reject(unavailable());
      }, timeoutMs);
      redis.once('ready', done);
    });
  }

  async function check(redis: Connection): Promise<void> {
    const info = `${await redis.info()}`;
    const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])) {
      const needed = MIN_VERSION.join('.');
      throw new StoreError('STORE_UNSUPPORTED', `${address} is of version ${version}: use Redis ${needed} or newer`);
    }
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    if (policy !== undefined && policy !== 'noeviction') {
      logger.warn({ policy }, `${address} drops keys when its memory is full: set maxmemory-policy to noeviction`);
    }
  }

  async function use<T>(work: (redis: Connection) => Promise<T>): Promise<T> {
    if (closed) throw new StoreError('STORE_CLOSED', 'this store has been closed');
    const redis = connect();
    try {
      await whenReady(redis);
      checked ??= check(redis);
      await checked;
      const result = await work(redis);
      if (!reachable) logger.info({}, `${address} is back`);
      reachable = true;
      return result;
    } catch (err) {
      if (err instanceof StoreError && err.code === 'STORE_UNSUPPORTED') throw err;
      if (err instanceof Error && /\bOOM command not allowed\b/.test(err.message)) throw noMemory();
      checked = undefined;
      if (reachable && !closed) logger.warn({ error: err instanceof Error ? err.message : err }, `${address} is away`);
      reachable = false;
      throw err instanceof StoreError ? err : unavailable(err);
    }
  }

  /** It answers, and what takes no more room goes on. */
  function noMemory(): StoreError {
    const what = `${address} has no memory left: raise maxmemory, or see why messages are not handled`;
    if (!full) logger.error({}, what);
    full = true;
    return new StoreError('STORE_UNAVAILABLE', what);
  }

  return {
    use,
    async run(script, keys, args) {
      const reply = await use((redis) => {
        const commands = redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>;
        const command = commands[`tidemark:${script}`] as (...args: (string | number)[]) => Promise<unknown>;
        return command.call(redis, keys.length, ...keys, ...args);
      });
      if (script === 'accept') full = false;
      return reply;
    },
    ready: () => use(async () => undefined),
    onBack: (listener) => void backListeners.push(listener),
    close() {
      closed = true;
    },
  };
}
