import { randomUUID } from 'node:crypto';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { connectRedis, hasRedis, REDIS_URL, removeKeys } from '../adapters/bullmq/redis.js';
import type { StoreSubject } from './store-subject.js';

const bullmqSubject: StoreSubject = {
  name: 'bullmq',
  survives: true,
  async newPlace() {
    const prefix = `test-${randomUUID()}`;
    return {
      open: async (options = {}) => createBullmqStore({ connection: REDIS_URL, prefix, ...options }),
      async remove() {
        const redis = connectRedis();
        await removeKeys(redis, prefix);
        redis.disconnect();
      },
    };
  },
};

/** A Redis server, shared with other processes; none where there is no server. */
export const bullmqSubjects: readonly StoreSubject[] = hasRedis ? [bullmqSubject] : [];
