/** The keys of one conversation: a common hash tag keeps them on one node of a cluster, where a script can use them all. */
export interface ConversationKeys {
  /** Hash: arrival counter, fencing token, lease, state, failed turns. */
  readonly record: string;
  /** Hash: arrival to message. */
  readonly mail: string;
  /** Sorted set: known ids by the time they were done. */
  readonly ids: string;
  /** Hash: dead letters. */
  readonly dead: string;
}

/** The keys that all conversations share; they have a hash tag of their own. */
export interface SharedKeys {
  /** Sorted set: conversations by when somebody has to look at them. */
  readonly due: string;
  /** Sorted set: dead letters by the time they died. */
  readonly dead: string;
  /** Number of messages that wait, approximately. */
  readonly waiting: string;
  /** Sorted set: instances by their last beat. */
  readonly instances: string;
  /** Hash: halted business numbers to their codes. */
  readonly halted: string;
  /** Whoever sweeps. */
  readonly sweeper: string;
  /** The channel all instances listen to. */
  readonly toAll: string;
  /** The channel one instance listens to. */
  readonly toInstance: (instance: string) => string;
  /** The prefix of BullMQ's own keys. */
  readonly queuePrefix: string;
}

export function conversationKeys(prefix: string, conversation: string): ConversationKeys {
  const record = `{${prefix}:${conversation}}`;
  return { record, mail: `${record}:mail`, ids: `${record}:ids`, dead: `${record}:dead` };
}

export function sharedKeys(prefix: string): SharedKeys {
  const tag = `{${prefix}}`;
  return {
    due: `${tag}:due`,
    dead: `${tag}:dead`,
    waiting: `${tag}:waiting`,
    instances: `${tag}:instances`,
    halted: `${tag}:halted`,
    sweeper: `${tag}:sweeper`,
    toAll: `${tag}:all`,
    toInstance: (instance) => `${tag}:to:${instance}`,
    queuePrefix: tag,
  };
}
