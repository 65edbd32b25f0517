import { type Channel, createChannel, KaleyraClient, type ReceiptEvents } from 'tidemark';
import { createRecordingLogger, type RecordingLogger } from '../helpers/channel.js';
import { canaries } from './canaries.js';

const { apiKey, sid, webhookSecret } = canaries;
const channelEvents = ['turnFailed', 'messageSkipped', 'unhandled'] as const;
const receiptEvents = [
  'scheduled',
  'covered',
  'sent',
  'absorbed',
  'suppressed',
  'duplicate',
  'retrying',
  'rejected',
  'failed',
  'expired',
  'halted',
  'resumed',
  'evicted',
  'drained',
] as const satisfies (keyof ReceiptEvents)[];

/** A channel whose every word is kept. */
export interface Watched {
  channel: Channel;
  gateway: KaleyraClient;
  log: RecordingLogger;
  /** Logs, events, errors and answers. */
  told: unknown[];
  close(): Promise<void>;
}

/** Requests and turns soon run out of time, unless it is given. */
export function watch(
  url: string,
  { timeoutMs = 200, turnTimeoutMs = 150 }: { timeoutMs?: number; turnTimeoutMs?: number } = {},
): Watched {
  const log = createRecordingLogger();
  const gateway = new KaleyraClient({ region: { baseUrl: url }, sid, apiKey, timeoutMs });
  const channel = createChannel({
    gateway,
    webhook: { auth: { header: 'x-secret', secret: webhookSecret } },
    receipts: {
      quietMs: 0,
      maxWaitMs: 0,
      answerWaitMs: 0,
      typing: 'withReceipt',
      shouldRead: ({ id }) => {
        if (id === 'wamid.policy') throw new Error('the policy is broken');
        return true;
      },
    },
    turnTimeoutMs,
    drainTimeoutMs: 300,
    logger: log,
  });
  const told: unknown[] = [log.entries];
  for (const name of channelEvents) channel.on(name, (event) => told.push(event));
  for (const name of receiptEvents) channel.receipts.on(name, (event) => told.push(event));
  channel.on('turnFailed', () => {
    throw new Error('a listener is broken');
  });
  const close = async (): Promise<void> => {
    await channel.close();
    await gateway.close();
  };
  return { channel, gateway, log, told, close };
}
