import type { Context, Span, SpanContext } from '@opentelemetry/api';
import type { Activity } from '../../src/index.js';

/** A message under way, and what its spans belong to. */
export interface MessageTrace {
  readonly id: string;
  readonly conversation: string;
  readonly businessNumber: string;
  /** What everything that happens to the message is a part of. */
  readonly context: Context;
  /** The span that waits for the receipt, while it does. */
  receipt: Span | undefined;
  /** Its handler, while it runs. */
  turn: Context | undefined;
  /** Nobody will tell more of it than its receipt's outcome. */
  settled: boolean;
}

/** What is kept of a conversation while a message of it waits for its receipt. */
interface OpenReceipts {
  readonly messages: Set<MessageTrace>;
  /** The call that went out last. */
  call: SpanContext | undefined;
}

/** The messages under way; bounded, and empty when nothing is. */
export interface MessageTraces {
  /** Begins to keep a message, unless it is kept already; gives it where it has begun just now. */
  begin(activity: Activity, context: Context, state?: { settled: boolean }): MessageTrace | undefined;
  find(businessNumber: string, id: string): MessageTrace | undefined;
  of(activity: Activity): MessageTrace | undefined;
  /** An activity that stands for a message, or came with one. */
  note(activity: Activity, context: Context): void;
  /** What an activity belongs to, also when it is no longer under way. */
  contextOf(activity: Activity): Context | undefined;
  settled(activity: Activity): void;
  forget(message: MessageTrace): void;
  /** It waits for its receipt. */
  open(message: MessageTrace, receipt: Span): void;
  /** It no longer does. */
  close(message: MessageTrace): void;
  /** The messages of a conversation that wait, the oldest first. */
  waiting(conversation: string): Iterable<MessageTrace>;
  called(conversation: string, call: SpanContext): void;
  lastCall(conversation: string): SpanContext | undefined;
  /** Drops everything, as nothing more will be told. */
  forgetAll(): void;
}

// As many as the inbox in memory holds by default. The spans of what is beyond go on without their trace's memory.
const MAX_MESSAGES = 10_000;

export function createMessageTraces(onDropped: (message: MessageTrace) => void): MessageTraces {
  const byKey = new Map<string, MessageTrace>();
  const byConversation = new Map<string, OpenReceipts>();
  const contexts = new WeakMap<Activity, Context>();

  function forget(message: MessageTrace): void {
    byKey.delete(keyOf(message.businessNumber, message.id));
    close(message);
  }

  function forgetIfDone(message: MessageTrace): void {
    if (message.settled && message.receipt === undefined) forget(message);
  }

  function close(message: MessageTrace): void {
    message.receipt = undefined;
    const open = byConversation.get(message.conversation);
    if (open?.messages.delete(message) && open.messages.size === 0) byConversation.delete(message.conversation);
  }

  function find(businessNumber: string, id: string): MessageTrace | undefined {
    // Without an SDK there is nothing to look for.
    return byKey.size === 0 ? undefined : byKey.get(keyOf(businessNumber, id));
  }

  function drop(message: MessageTrace): void {
    onDropped(message);
    forget(message);
  }

  function makeRoom(): void {
    if (byKey.size < MAX_MESSAGES) return;
    const [oldest] = byKey.values();
    if (oldest !== undefined) drop(oldest);
  }

  const of = ({ id, recipient }: Activity): MessageTrace | undefined => find(recipient?.id ?? '', id ?? '');

  return {
    begin(activity, context, { settled } = { settled: false }) {
      contexts.set(activity, context);
      const { id, conversation, recipient } = activity;
      // Without an id nothing else is told of it but its turn, which has the activity itself.
      if (id === undefined || of(activity) !== undefined) return undefined;
      makeRoom();
      const businessNumber = recipient?.id ?? '';
      const message: MessageTrace = {
        id,
        conversation: conversation.id,
        businessNumber,
        context,
        receipt: undefined,
        turn: undefined,
        settled,
      };
      byKey.set(keyOf(businessNumber, id), message);
      return message;
    },
    find,
    of,
    note(activity, context) {
      if (!contexts.has(activity)) contexts.set(activity, context);
    },
    contextOf: (activity) => of(activity)?.context ?? contexts.get(activity),
    settled(activity) {
      const message = of(activity);
      if (message === undefined) return;
      message.settled = true;
      forgetIfDone(message);
    },
    forget,
    open(message, receipt) {
      message.receipt = receipt;
      const open = byConversation.get(message.conversation) ?? { messages: new Set(), call: undefined };
      open.messages.add(message);
      byConversation.set(message.conversation, open);
    },
    close(message) {
      close(message);
      forgetIfDone(message);
    },
    waiting: (conversation) => byConversation.get(conversation)?.messages ?? [],
    called(conversation, call) {
      const open = byConversation.get(conversation);
      if (open !== undefined) open.call = call;
    },
    lastCall: (conversation) => byConversation.get(conversation)?.call,
    forgetAll() {
      for (const message of [...byKey.values()]) drop(message);
    },
  };
}

function keyOf(businessNumber: string, id: string): string {
  return `${businessNumber}\n${id}`;
}
