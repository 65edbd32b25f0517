import type { ConversationSnapshot, ConversationState, StoreHost } from 'tidemark';

/** A channel as a store sees it, without one. */
export interface FakeHost extends StoreHost {
  readonly restored: { readonly conversation: string; readonly state: ConversationState; readonly except: string[] }[];
  readonly released: string[];
  /** Changes what is to be kept of a conversation. */
  change(conversation: string, snapshot: ConversationSnapshot): void;
}

export function createFakeHost(): FakeHost {
  const snapshots = new Map<string, ConversationSnapshot>();
  const listeners = new Set<(conversation: string) => void>();
  const restored: FakeHost['restored'] = [];
  const released: string[] = [];
  return {
    restored,
    released,
    restore(conversation, state, { except = new Set<string>() } = {}) {
      restored.push({ conversation, state, except: [...except] });
    },
    snapshot: (conversation) => snapshots.get(conversation) ?? { state: undefined, busy: false },
    release: (conversation) => void released.push(conversation),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setRateShare: () => undefined,
    setHalted: () => undefined,
    onHalted: () => () => undefined,
    change(conversation, snapshot) {
      snapshots.set(conversation, snapshot);
      for (const listener of listeners) listener(conversation);
    },
  };
}
