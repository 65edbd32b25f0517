import { Queue, Worker } from 'bullmq';
import type { Logger } from '../../src/index.js';
import type { Connections } from './connections.js';
import type { SharedKeys } from './keys.js';
import type { BullmqStoreSettings } from './options.js';
import type { Server } from './server.js';

/** One job per conversation that needs somebody; it carries nothing but the conversation's id. */
export interface Jobs {
  /** Sees to it that there is a job for the conversation. */
  arm(conversation: string): Promise<void>;
  /** Starts working on jobs, or goes on. */
  start(): void;
  /** Takes no more jobs; those under way go on. */
  pause(): void;
  /** Ends; jobs under way should be about to end. */
  close(): Promise<void>;
}

/** What jobs work with. */
export interface JobsOptions {
  server: Server;
  connections: Connections;
  keys: SharedKeys;
  settings: BullmqStoreSettings;
  /** Takes a conversation over and resolves when its messages are done. */
  work: (conversation: string) => Promise<void>;
}

interface JobData {
  conversation: string;
}

const QUEUE = 'conversations';
// A job that the process was killed in comes back; each of these is harmless, so their number does not count.
const ANY_NUMBER = 1_000_000_000;
const RETRY_MS = 1_000;
// Until it is found, the job of a process that has ended stands in the way of a new one; found at the second look.
const MIN_STALLED_MS = 250;
// Events of jobs are of no use here, and BullMQ keeps 10,000 unless told otherwise.
const MAX_EVENTS = 100;

export function createJobs({ server, connections, keys, settings, work }: JobsOptions): Jobs {
  const { leaseMs, concurrency } = settings;
  const logger: Logger = settings.logger;
  let queue: Queue<JobData> | undefined;
  let worker: Worker<JobData> | undefined;

  // Everybody who waits for something is told by the call itself; these are BullMQ's own doings.
  const onError = (err: Error): void => logger.debug({ error: err.message }, 'BullMQ met an error');

  function queueOn(connection: ReturnType<Connections['commands']>): Queue<JobData> {
    if (queue !== undefined) return queue;
    const made = new Queue<JobData>(QUEUE, {
      connection,
      prefix: keys.queuePrefix,
      skipVersionCheck: true,
      streams: { events: { maxLen: MAX_EVENTS } },
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    made.on('error', onError);
    // Made while the server was going away: the next call makes another.
    made.waitUntilReady().catch(() => {
      if (queue === made) queue = undefined;
    });
    queue = made;
    return made;
  }

  return {
    async arm(conversation) {
      await server.use((connection) =>
        queueOn(connection).add(
          'takeOver',
          { conversation },
          // While a job is at work it may be about to end without having seen what came: then there is one more.
          { deduplication: { id: conversation, keepLastIfActive: true } },
        ),
      );
    },
    start() {
      if (worker !== undefined) {
        void worker.resume();
        return;
      }
      worker = new Worker<JobData>(QUEUE, ({ data }) => work(data.conversation), {
        connection: connections.worker(),
        prefix: keys.queuePrefix,
        skipVersionCheck: true,
        concurrency,
        lockDuration: leaseMs,
        stalledInterval: Math.max(MIN_STALLED_MS, leaseMs / 10),
        maxStalledCount: ANY_NUMBER,
        runRetryDelay: RETRY_MS,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      });
      worker.on('error', onError);
    },
    pause: () => void worker?.pause(true),
    async close() {
      await Promise.all([worker?.close(), queue?.close()]);
    },
  };
}
