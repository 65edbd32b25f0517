import {
  type Acceptance,
  type Activity,
  type ConversationState,
  createMemoryInbox,
  type Inbox,
  type Store,
  type StoreHost,
} from 'tidemark';

/** A store in memory that a test drives by hand; what is kept goes through JSON as it would to a disk. */
export interface FakeStore extends Store {
  readonly host: StoreHost;
  /** The conversations that were told to have changed, in order. */
  readonly changed: string[];
  /** How often each activity failed, by id. */
  readonly failures: Map<string, number>;
  readonly settled: [string | undefined, string][];
  /** What is to be kept of a conversation, as another process would read it. */
  keep(conversation: string): ConversationState;
  /** Gives an activity out, as a process does that owns its conversation. */
  emit(activity: Activity): void;
  /** Has lost a conversation before it could tell; it tells as soon as it is asked. */
  loseUnseen(conversation: string, reason: Error): void;
  /** What was accepted, of a shared store. */
  readonly accepted: Activity[];
}

export function createFakeStore({ shared = false }: { shared?: boolean } = {}): FakeStore {
  const memory = createMemoryInbox();
  const changed: string[] = [];
  const failures = new Map<string, number>();
  const settled: FakeStore['settled'] = [];
  const accepted: Activity[] = [];
  const lost = new Map<string, Error>();
  let host: StoreHost | undefined;
  let out: (activity: Activity) => void = () => undefined;

  function hostOf(): StoreHost {
    if (host === undefined) throw new Error('no channel has attached');
    return host;
  }

  const own: Partial<Inbox> = {
    accept(activity): Acceptance {
      accepted.push(activity);
      return 'stored';
    },
    deliver(emit) {
      out = emit;
      return () => undefined;
    },
    close: () => [],
  };
  return {
    shared,
    changed,
    failures,
    settled,
    accepted,
    get host() {
      return hostOf();
    },
    emit: (activity) => out(activity),
    loseUnseen: (conversation, reason) => void lost.set(conversation, reason),
    holds(conversation) {
      const reason = lost.get(conversation);
      if (reason === undefined) return true;
      lost.delete(conversation);
      hostOf().release(conversation, reason);
      return false;
    },
    keep: (conversation) => JSON.parse(JSON.stringify(hostOf().snapshot(conversation).state)) as ConversationState,
    inbox: {
      ...memory,
      ...(shared && own),
      settle(activity, outcome) {
        settled.push([activity.id, outcome]);
        return memory.settle(activity, outcome);
      },
      failed({ id = '' }) {
        const times = (failures.get(id) ?? 0) + 1;
        failures.set(id, times);
        return times;
      },
    },
    attach(given) {
      host = given;
      given.onChange((conversation) => void changed.push(conversation));
    },
    health: () => Promise.resolve({ reachable: true, waiting: 3, dead: 1 }),
  };
}
