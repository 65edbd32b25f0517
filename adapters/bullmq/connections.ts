import { type Cluster, Redis, type RedisOptions } from 'ioredis';
import type { BullmqStoreSettings } from './options.js';

/** A connection to Redis, or to a cluster. */
export type Connection = Redis | Cluster;

/** The connections of a store, each made when it is first needed. */
export interface Connections {
  /** Fails rather than waits: for everything that somebody waits for. */
  commands(): Connection;
  /** Waits for the server to come back: for the worker, whose queue goes on where it stood. */
  worker(): Connection;
  /** Listens to the other instances. */
  subscriber(): Connection;
  /** The server's address for people, without its password. */
  readonly address: string;
  /** Ends them at once. */
  disconnect(): void;
}

// Soon enough to be back with the server, seldom enough to leave it alone.
const RECONNECT_MS = 200;
const MAX_RECONNECT_MS = 2_000;
// A connection that is silently dead must be noticed; BullMQ's blocking calls are silent for up to 10 s.
const WORKER_SILENCE_MS = 30_000;

export function createConnections(settings: BullmqStoreSettings): Connections {
  const { connection, timeoutMs, logger } = settings;
  const open = new Map<string, Connection>();

  function connect(name: string, options: RedisOptions): Connection {
    const known = open.get(name);
    if (known !== undefined) return known;
    const all: RedisOptions = {
      retryStrategy: (times) => Math.min(times * RECONNECT_MS, MAX_RECONNECT_MS),
      // A failover leaves connections to what is a replica now.
      reconnectOnError: (err) => err.message.startsWith('READONLY'),
      ...options,
    };
    const made = make(connection, all);
    open.set(name, made);
    // Without a listener ioredis prints them; an outage is told once, where it is felt.
    made.on('error', (err: Error) => logger.debug({ connection: name, error: err.message }, 'Redis cannot be reached'));
    return made;
  }

  return {
    commands: () =>
      connect('commands', {
        enableOfflineQueue: false,
        autoResendUnfulfilledCommands: false,
        maxRetriesPerRequest: 0,
        commandTimeout: timeoutMs,
        connectTimeout: timeoutMs,
        socketTimeout: timeoutMs * 2,
        enableAutoPipelining: false,
      }),
    worker: () => connect('worker', { maxRetriesPerRequest: null, socketTimeout: WORKER_SILENCE_MS }),
    subscriber: () => connect('subscriber', { maxRetriesPerRequest: null, socketTimeout: timeoutMs * 2 }),
    address: addressOf(connection),
    disconnect() {
      for (const each of open.values()) each.disconnect();
      open.clear();
    },
  };
}

function make(connection: BullmqStoreSettings['connection'], options: RedisOptions): Connection {
  if (typeof connection === 'function') return connection(options);
  // The constructor's types tell apart what is missing and what is undefined.
  const exact = options as RedisOptions & { replyMapping?: 'legacy' };
  return typeof connection === 'string'
    ? new Redis(connection, exact)
    : new Redis({ ...(connection as typeof exact), ...exact });
}

function addressOf(connection: BullmqStoreSettings['connection']): string {
  if (typeof connection === 'function') return 'Redis';
  if (typeof connection !== 'string')
    return `Redis at ${connection.path ?? `${connection.host ?? '127.0.0.1'}:${connection.port ?? 6379}`}`;
  try {
    const { hostname, port } = new URL(connection);
    return `Redis at ${hostname}:${port || 6379}`;
  } catch {
    return 'Redis';
  }
}
