import type { ConversationSnapshot, ConversationState, StoreHost } from 'tidemark';

/** A channel as a store sees it, driven by hand. */
export interface FakeHost extends StoreHost {
  readonly restored: { readonly conversation: string; readonly state: ConversationState; readonly except: string[] }[];
  readonly released: { readonly conversation: string; readonly reason: Error }[];
  readonly shares: number[];
  readonly halts: [string, string | undefined][];
  /** Changes what is to be kept of a conversation. */
  change(conversation: string, snapshot: ConversationSnapshot): void;
  /** Tells of a number halted here, or resumed. */
  halt(businessNumber: string, code: string | undefined): void;
}

export function createFakeHost(): FakeHost {
  const snapshots = new Map<string, ConversationSnapshot>();
  const changes = new Set<(conversation: string) => void>();
  const haltListeners = new Set<(businessNumber: string, code: string | undefined) => void>();
  const restored: FakeHost['restored'] = [];
  const released: FakeHost['released'] = [];
  const shares: number[] = [];
  const halts: FakeHost['halts'] = [];
  return {
    restored,
    released,
    shares,
    halts,
    restore(conversation, state, { except = new Set<string>() } = {}) {
      restored.push({ conversation, state, except: [...except] });
    },
    snapshot: (conversation) => snapshots.get(conversation) ?? { state: undefined, busy: false },
    release(conversation, reason) {
      snapshots.delete(conversation);
      released.push({ conversation, reason });
    },
    onChange(listener) {
      changes.add(listener);
      return () => changes.delete(listener);
    },
    setRateShare: (share) => void shares.push(share),
    setHalted: (businessNumber, code) => void halts.push([businessNumber, code]),
    onHalted(listener) {
      haltListeners.add(listener);
      return () => haltListeners.delete(listener);
    },
    change(conversation, snapshot) {
      snapshots.set(conversation, snapshot);
      for (const listener of changes) listener(conversation);
    },
    halt(businessNumber, code) {
      for (const listener of haltListeners) listener(businessNumber, code);
    },
  };
}
