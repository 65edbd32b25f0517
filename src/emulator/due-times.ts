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

interface Pending {
  messages: readonly Posted[];
  timer?: ReturnType<typeof setTimeout>;
  /** Once it was due; such a moment does not move any more. */
  onCalled?: (at: number) => void;
}

/** Reckons when receipts are due, as a bot with the window would: the emulator itself knows only what goes over HTTP. */
export function createDueTimes({ window, isRead, onDue }: DueTimesOptions): DueTimes {
  const chats = new Map<string, Pending>();

  function fire(customer: string, chat: Pending): void {
    clearTimeout(chat.timer);
    const { at, due } = burstOf(chat.messages, window);
    chat.onCalled = onDue(customer, at, due);
  }

  function arm(customer: string, messages: readonly Posted[]): void {
    clearTimeout(chats.get(customer)?.timer);
    if (messages.length === 0) return void chats.delete(customer);
    const chat: Pending = { messages };
    chats.set(customer, chat);
    const inMs = burstOf(messages, window).at - Date.now();
    if (inMs <= 0) fire(customer, chat);
    else chat.timer = setTimeout(() => fire(customer, chat), inMs);
  }

  return {
    posted(message) {
      const { customer, id } = message;
      const chat = chats.get(customer);
      const before = chat?.messages ?? [];
      if (isRead(id) || before.some((other) => other.id === id)) return;
      if (chat?.onCalled === undefined) arm(customer, [...before, message]);
      else chat.messages = [...before, message];
    },
    forget(id) {
      for (const [customer, chat] of chats) {
        const left = chat.messages.filter((message) => message.id !== id);
        if (left.length === chat.messages.length) continue;
        if (chat.onCalled === undefined || left.length === 0) arm(customer, left);
        else chat.messages = left;
      }
    },
    called(customer, id, at) {
      const chat = chats.get(customer);
      const target = chat?.messages.find((message) => message.id === id);
      if (chat === undefined || target === undefined) return undefined;
      const dueAt = burstOf(chat.messages, window).at;
      // A busy process runs its timers late.
      if (chat.onCalled === undefined && at >= dueAt) fire(customer, chat);
      chat.onCalled?.(at);
      const isOlder = ({ timestampS }: Posted, index: number): boolean =>
        timestampS < target.timestampS || (timestampS === target.timestampS && index <= chat.messages.indexOf(target));
      arm(
        customer,
        chat.messages.filter((message, index) => !isOlder(message, index)),
      );
      return chat.onCalled === undefined ? dueAt - at : undefined;
    },
    clear() {
      for (const { timer } of chats.values()) clearTimeout(timer);
      chats.clear();
    },
  };
}
