import path from 'node:path';
import type { Activity, DeadLetters, Store } from '../../src/index.js';
import { createArrivals } from './arrivals.js';
import { checkLevelFolder } from './check-level-folder.js';
import { checkClosedNote, removeClosedNote, writeClosedNote } from './closed-note.js';
import { type Database, openDatabase } from './database.js';
import { createDeadLetters } from './dead-letters.js';
import { createDelivery } from './delivery.js';
import { startExpiry } from './expiry.js';
import { beginFolder, finishFolder, inspectFolder, levelFolder } from './folder.js';
import { checkLock, claimFolder } from './in-use.js';
import { createKeptConversations } from './kept-conversations.js';
import { createLane } from './lane.js';
import { createLevelInbox } from './level-inbox.js';
import { type LevelSettings, type LevelStoreOptions, resolveLevelOptions } from './level-options.js';
import { load } from './load.js';
import { keys, put } from './records.js';
import { closed, missing } from './store-errors.js';

/** A store in a folder of this machine, closed by its inbox. */
export interface LevelStore extends Store {
  /** The messages whose handler failed for good. */
  readonly deadLetters: DeadLetters;
}

/**
 * Opens a store in a folder: what was accepted survives the end of the process, however it ends.
 *
 * One process has it open at a time. `channel.close()` closes it.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or a value out of range.
 * @throws {StoreError} `STORE_FOREIGN` for a folder with other files, `STORE_DAMAGED`, `STORE_IN_USE`, `STORE_UNSUPPORTED`
 *   for one of a later release, `STORE_UNAVAILABLE` when the disk cannot be read or written; it names the folder, which is
 *   left as it was.
 * @example
 * ```ts
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { openLevelStore } from 'tidemark/adapters/level';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const store = await openLevelStore({ path: '/var/lib/my-bot' });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } }, store });
 * channel.handle((activity, turn) => turn.reply('Hello'));
 * ```
 */
export async function openLevelStore(options: LevelStoreOptions): Promise<LevelStore> {
  const settings = resolveLevelOptions(options);
  const given = path.resolve(settings.path);
  const state = await inspectFolder(given);
  if (state !== 'ready') {
    if (!settings.create) throw missing(given);
    await beginFolder(given);
  }
  const release = await claimFolder(given);
  let database: Database | undefined;
  try {
    const folder = levelFolder(given);
    await checkLock(given, folder);
    if (state === 'ready') {
      const wasClosed = await checkClosedNote(given, folder);
      await checkLevelFolder(folder, { store: given, mayBeTorn: !wasClosed });
      await removeClosedNote(given);
    }
    database = await openDatabase(folder, { path: given, create: state !== 'ready' });
    if (state !== 'ready') await finishFolder(given);
    return await assemble(database, settings, release);
  } catch (error) {
    await database?.close();
    release();
    throw error;
  }
}

async function assemble(database: Database, settings: LevelSettings, release: () => void): Promise<LevelStore> {
  const { maxWaiting, maxInMemory, maxConversations, rememberMs, maxDead } = settings;
  const warn = warnOf(settings);
  const { counts, conversations: loaded } = await load(database);
  const lane = createLane(database);
  const onThrow = (err: unknown): void => warn({ err }, 'what a message was handed to threw');
  const delivery = createDelivery({ database, maxInMemory, onThrow });
  const arrivals = createArrivals({ database, lane, delivery, counts, maxWaiting, rememberMs });
  const conversations = createKeptConversations({ lane, loaded, maxConversations });
  const expiry = startExpiry({ database, lane, conversations, counts, rememberMs, maxDead, warn });
  let closing: Promise<readonly Activity[]> | undefined;

  async function close(): Promise<readonly Activity[]> {
    const remaining = delivery.stop();
    conversations.stop();
    const stopped = expiry.stop();
    // With it, everything before is on the disk.
    const last = lane.transact({
      sync: true,
      plan: () => ({ operations: [put(keys.probe, '')], result: undefined }),
    });
    lane.close(closed(database.path));
    const isWhole = await last.then(
      () => true,
      (err: unknown) => {
        warn({ err }, 'the store could not be written to when it was closed: what was done last may be done again');
        return false;
      },
    );
    await stopped;
    await database.close();
    if (isWhole) await writeClosedNote(database.path, levelFolder(database.path)).catch(() => undefined);
    release();
    return remaining;
  }

  return {
    inbox: createLevelInbox({
      arrivals,
      delivery,
      conversations,
      lane,
      counts,
      close: () => {
        closing ??= close();
        return closing;
      },
    }),
    deadLetters: createDeadLetters({ database, lane, arrivals, counts }),
    attach: conversations.attach,
    async health() {
      const { waiting, dead } = counts;
      return { reachable: closing === undefined && database.problem() === undefined, waiting, dead };
    },
  };
}

function warnOf({ logger }: LevelSettings): (fields: Record<string, unknown>, message: string) => void {
  if (logger !== undefined) return (fields, message) => logger.warn(fields, message);
  return (fields, message) => process.emitWarning(message, { type: 'TidemarkWarning', detail: detailOf(fields) });
}

function detailOf({ err, ...fields }: Record<string, unknown>): string {
  return [
    ...(err instanceof Error ? [err.message] : []),
    ...Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`),
  ].join(', ');
}
