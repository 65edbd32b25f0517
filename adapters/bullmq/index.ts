/**
 * A store on Redis through BullMQ, shared by any number of processes.
 *
 * @module
 */
export { type BullmqStore, createBullmqStore } from './create-bullmq-store.js';
export type { BullmqStoreOptions, RedisFactory } from './options.js';
