/**
 * A store in a folder of this machine, on LevelDB: messages, receipts and marks survive the end of the process.
 *
 * @module
 */
export type { LevelStoreOptions } from './level-options.js';
export { type LevelStore, openLevelStore } from './open-level-store.js';
