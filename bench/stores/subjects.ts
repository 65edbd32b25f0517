import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { openLevelStore } from 'tidemark/adapters/level';
import { silent } from '../alternatives/tidemark.js';
import { channelOn, type Subject } from './subject.js';

export const inMemory: Subject = channelOn('in memory');

export const onFolder: Subject = channelOn('level', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-bench-'));
  const store = await openLevelStore({ path: path.join(folder, 'inbox'), logger: silent });
  return { store, remove: () => rm(folder, { recursive: true, force: true }) };
});

/** tidemark's own store on a Redis. */
export function onRedis(url: string): Subject {
  return channelOn('bullmq', async () => {
    const store = createBullmqStore({ connection: url, prefix: `bench-${process.hrtime.bigint()}`, logger: silent });
    await store.ready();
    return { store };
  });
}

/** The least that BullMQ can do: a job per message, in no order, repeated when it is delivered again. */
export function bareBullmq(url: string): Subject {
  return {
    name: 'bare BullMQ',
    async start(onHandled) {
      const connect = (): Redis => new Redis(url, { maxRetriesPerRequest: null });
      const [commands, blocking] = [connect(), connect()];
      const options = { prefix: `bare-${process.hrtime.bigint()}`, skipVersionCheck: true };
      const queue = new Queue<WebhookMessage>('messages', {
        ...options,
        connection: commands,
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      });
      const worker = new Worker<WebhookMessage>('messages', async ({ data }) => onHandled(data.id), {
        ...options,
        connection: blocking,
        concurrency: 500,
      });
      await worker.waitUntilReady();
      return {
        async accept({ body }) {
          for (const message of messagesOf(`${body}`)) await queue.add('message', message);
        },
        async stop() {
          await worker.close();
          await queue.close();
          commands.disconnect();
          blocking.disconnect();
        },
      };
    },
  };
}

interface WebhookMessage {
  readonly id: string;
}

function messagesOf(body: string): readonly WebhookMessage[] {
  const { meta_object } = JSON.parse(body) as { meta_object: { value: { messages: WebhookMessage[] } } };
  return meta_object.value.messages;
}
