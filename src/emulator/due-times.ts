import { burstOf, type Posted } from './expected-burst.js';
import type { Due, ReceiptWindow } from './protocol.js';

/** When receipts are expected. */
export interface DueTimes {
  posted(message: Posted): void;
  /** The bot has not taken it, or the chat has dropped it: nothing is due for it. */
  forget(id: string): void;
  /** The bot has called for a message; gives how long before that was expected, if it was. */
  called(customer: string, id: string, at: number): number | undefined;
  clear(): void;
}

/** Options of the due times. */
export interface DueTimesOptions {
  readonly window: ReceiptWindow;
  /** Whether a message is read: then nothing is due for it. */
  readonly isRead: (id: string) => boolean;
  /** A receipt is due; gives the function that hears of the call for it. */
  readonly onDue: (customer: string, at: number, due: Due) => (calledAt: number) => void;
}

/** A window that was due, and that no call has come for. */
interface Missed {
  readonly messages: readonly Posted[];
  readonly onCalled: (at: number) => void;
}

interface Chat {
  /** The messages of the window that is still open; none where none is. */
  open: readonly Posted[];
  timer?: ReturnType<typeof setTimeout>;
  missed: readonly Missed[];
}

/** Reckons when receipts are due, as a bot with the window would: the emulator itself knows only what goes over HTTP. */
export function createDueTimes({ window, isRead, onDue }: DueTimesOptions): DueTimes {
  const chats = new Map<string, Chat>();

  function chatOf(customer: string): Chat {
    const chat = chats.get(customer) ?? { open: [], missed: [] };
    chats.set(customer, chat);
    return chat;
  }

  /** Such a moment does not move any more: what comes later begins a window of its own. */
  function fire(customer: string, chat: Chat): void {
    clearTimeout(chat.timer);
    const { at, due } = burstOf(chat.open, window);
    chat.missed = [...chat.missed, { messages: chat.open, onCalled: onDue(customer, at, due) }];
    chat.open = [];
  }

  function arm(customer: string, chat: Chat, open: readonly Posted[]): void {
    clearTimeout(chat.timer);
    chat.open = open;
    if (open.length === 0) {
      if (chat.missed.length === 0) chats.delete(customer);
      return;
    }
    const inMs = burstOf(open, window).at - Date.now();
    if (inMs <= 0) fire(customer, chat);
    else chat.timer = setTimeout(() => fire(customer, chat), inMs);
  }

  const messagesOf = ({ missed, open }: Chat): Posted[] => [...missed.flatMap(({ messages }) => messages), ...open];

  return {
    posted(message) {
      const { customer, id } = message;
      if (isRead(id)) return;
      const chat = chatOf(customer);
      if (messagesOf(chat).some((other) => other.id === id)) return;
      arm(customer, chat, [...chat.open, message]);
    },
    forget(id) {
      const without = (messages: readonly Posted[]): readonly Posted[] => messages.filter((each) => each.id !== id);
      for (const [customer, chat] of chats) {
        if (!messagesOf(chat).some((message) => message.id === id)) continue;
        chat.missed = chat.missed
          .map((missed) => ({ ...missed, messages: without(missed.messages) }))
          .filter(({ messages }) => messages.length > 0);
        arm(customer, chat, without(chat.open));
      }
    },
    called(customer, id, at) {
      const chat = chats.get(customer);
      const all = chat === undefined ? [] : messagesOf(chat);
      const target = all.find((message) => message.id === id);
      if (chat === undefined || target === undefined) return undefined;
      const isMarked = (message: Posted): boolean =>
        message.timestampS < target.timestampS ||
        (message.timestampS === target.timestampS && all.indexOf(message) <= all.indexOf(target));
      const dueAt = chat.open.some(isMarked) ? burstOf(chat.open, window).at : undefined;
      // A busy process runs its timers late.
      if (dueAt !== undefined && at >= dueAt) fire(customer, chat);
      const called = chat.missed.filter(({ messages }) => messages.some(isMarked));
      for (const { onCalled } of called) onCalled(at);
      chat.missed = chat.missed.filter((missed) => !called.includes(missed));
      const left = [...called.flatMap(({ messages }) => messages), ...chat.open];
      arm(
        customer,
        chat,
        left.filter((message) => !isMarked(message)),
      );
      return dueAt === undefined || called.length > 0 ? undefined : dueAt - at;
    },
    clear() {
      for (const { timer } of chats.values()) clearTimeout(timer);
      chats.clear();
    },
  };
}
