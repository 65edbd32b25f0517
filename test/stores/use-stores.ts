import type { Activity } from 'tidemark';
import { afterEach, expect, vi } from 'vitest';
import type { OpenOptions, OpenStore, StorePlace, StoreSubject } from './store-subject.js';

/** A store under test. */
export interface TestStore extends OpenStore {
  /** What was emitted since it was opened, by id. */
  readonly emitted: string[];
  /** Listens; gives the function that stops it. */
  listen(onActivity?: (activity: Activity) => void): () => void;
  /** Waits until these have been emitted and nothing else, in this order; of a shared store, within each conversation. */
  hasEmitted(...ids: readonly string[]): Promise<void>;
  /** The activity as it was emitted. */
  activity(id: string): Activity;
}

/** Opens stores in one place per test, and closes and removes them after it. */
export function useStores(subject: StoreSubject): { open(options?: OpenOptions): Promise<TestStore> } {
  let place: StorePlace | undefined;
  const opened: OpenStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.inbox.close();
    await place?.remove();
    place = undefined;
  });
  return {
    async open(options) {
      place ??= await subject.newPlace();
      const store = await place.open(options);
      opened.push(store);
      return testStore(store);
    },
  };
}

function testStore(store: OpenStore): TestStore {
  const emitted: string[] = [];
  const activities = new Map<string, Activity>();
  const conversationOf = (id: string): string => activities.get(id)?.conversation.id ?? '';
  const inOrder = (ids: readonly string[]): string[] =>
    store.shared === true ? ids.toSorted((a, b) => conversationOf(a).localeCompare(conversationOf(b))) : [...ids];
  return {
    ...store,
    emitted,
    listen(onActivity = () => undefined) {
      return store.inbox.deliver((activity) => {
        emitted.push(activity.id ?? '');
        activities.set(activity.id ?? '', activity);
        onActivity(activity);
      });
    },
    async hasEmitted(...ids) {
      await vi.waitFor(() => expect(emitted.length).toBeGreaterThanOrEqual(ids.length), {
        timeout: 15_000,
        interval: 2,
      });
      expect(inOrder(emitted)).toEqual(inOrder(ids));
    },
    activity(id) {
      const activity = activities.get(id);
      if (activity === undefined) throw new Error(`${id} was not emitted`);
      return activity;
    },
  };
}
