import type { Activity, DeadLetter, DeadLetters } from '../../src/index.js';
import { activityFromJson, activityToJson } from './activity-json.js';
import type { DeadEntry, DeadIndex } from './dead-index.js';
import type { Desk } from './desk.js';
import { conversationKeys } from './keys.js';
import type { Server } from './server.js';
import { letterIdOf, storedId } from './stored-id.js';

const LIST_LIMIT = 100;

/** What of the store dead letters need: to hand a message out again. */
export interface DeadLettersOptions {
  server: Server;
  deadIndex: DeadIndex;
  /** Somebody has to look at the conversation. */
  call: (conversation: string, owner: string) => Promise<void>;
}

export function createDeadLetters(desk: Desk, { server, deadIndex, call }: DeadLettersOptions): DeadLetters {
  const { prefix, keepIdsMs, keepIdleMs } = desk.settings;

  async function letterAt({ conversation, letter }: DeadEntry): Promise<DeadLetter | undefined> {
    const { dead } = conversationKeys(prefix, conversation);
    const json = await server.use((redis) => redis.hget(dead, letter));
    if (json === null) return undefined;
    const found = JSON.parse(json) as DeadLetter;
    return { ...found, activity: activityFromJson(activityToJson(found.activity)) };
  }

  /** The first of that id; an entry may have been left without its letter. */
  async function find(id: string): Promise<{ entry: DeadEntry; activity: Activity } | undefined> {
    for await (const entries of deadIndex.pages()) {
      for (const entry of entries) {
        if (entry.letter !== storedId(id) && letterIdOf(entry.letter) !== id) continue;
        const found = await letterAt(entry);
        if (found !== undefined) return { entry, activity: found.activity };
        await deadIndex.remove(entry.conversation, entry.letter);
      }
    }
    return undefined;
  }

  return {
    async list({ limit = LIST_LIMIT } = {}) {
      const letters: DeadLetter[] = [];
      for await (const entries of deadIndex.pages()) {
        for (const entry of entries) {
          if (letters.length >= limit) return letters;
          const found = await letterAt(entry);
          if (found !== undefined) letters.push(found);
        }
      }
      return letters;
    },
    async replay(id) {
      const found = await find(id);
      if (found === undefined) return false;
      const { entry, activity } = found;
      const { record, mail, ids, dead } = conversationKeys(prefix, entry.conversation);
      const args = [entry.letter, storedId(activity.id), activityToJson(activity), keepIdleMs];
      const reply = (await server.run('replay', [record, mail, ids, dead], args)) as [number, string];
      const [was, owner] = reply;
      if (was === 0) return false;
      desk.waiting.add(1);
      await call(entry.conversation, owner);
      await deadIndex.remove(entry.conversation, entry.letter);
      return true;
    },
    async drop(id) {
      const found = await find(id);
      if (found === undefined) return false;
      const { entry, activity } = found;
      const { ids, dead } = conversationKeys(prefix, entry.conversation);
      const dropped = await server.run('drop', [ids, dead], [entry.letter, storedId(activity.id), keepIdsMs]);
      await deadIndex.remove(entry.conversation, entry.letter);
      return dropped === 1;
    },
  };
}
