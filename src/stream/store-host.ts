import type { ChoiceMemory } from '../outgoing/choice-memory.js';
import { keepingOf } from '../receipts/keeping/receipt-keeping.js';
import type { Receipts } from '../receipts/receipts.js';
import type { ConversationState, StoreHost } from '../store.js';
import type { ConversationLines } from './conversation-lines.js';
import type { Deliveries } from './deliveries.js';
import type { Turns } from './run-turn.js';

/** What a store's host works with. */
export interface StoreHostParts {
  receipts: Receipts;
  choices: ChoiceMemory;
  deliveries: Deliveries;
  lines: ConversationLines;
  turns: Turns;
  /** The conversation is no first contact any more. */
  onKnown: (conversation: string) => void;
  /** Whether a conversation may go on here. */
  holds: (conversation: string) => boolean;
}

const NO_IDS: ReadonlySet<string> = new Set();

/** What a store sees of its channel. */
export function createStoreHost(parts: StoreHostParts): StoreHost {
  const { receipts, choices, deliveries, lines, turns, onKnown, holds } = parts;
  const keeping = keepingOf(receipts);
  const listeners = new Set<(conversation: string) => void>();
  const changed = (conversation: string): void => {
    for (const listener of listeners) listener(conversation);
  };
  // A halt that another process told is not told back.
  let isTold = false;
  keeping?.onChange(changed);
  keeping?.askBeforeCalls(holds);
  choices.onChange(changed);

  return {
    restore(conversation, state, { except = NO_IDS } = {}) {
      const { receipts: kept, choices: offered } = state;
      onKnown(conversation);
      if (offered !== undefined) choices.take(conversation, offered);
      if (kept !== undefined) keeping?.restore(conversation, kept, except);
    },
    snapshot(conversation) {
      const { kept, busy } = keeping?.snapshot(conversation) ?? { kept: undefined, busy: false };
      const offered = choices.snapshot(conversation);
      const state: ConversationState = {
        ...(kept !== undefined && { receipts: kept }),
        ...(offered !== undefined && { choices: offered }),
      };
      const isBusy = busy || lines.isBusy(conversation);
      return { state: Object.keys(state).length > 0 ? state : undefined, busy: isBusy };
    },
    release(conversation, reason) {
      // First of all: what the receipts let go now must not reach a handler.
      deliveries.move(conversation);
      lines.drop(conversation, reason);
      turns.abort(conversation, reason);
      keeping?.release(conversation);
      choices.forget(conversation);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setRateShare: (share) => keeping?.setRateShare(share),
    setHalted(businessNumber, code) {
      isTold = true;
      try {
        keeping?.setHalted(businessNumber, code);
      } finally {
        isTold = false;
      }
    },
    onHalted(listener) {
      const offs = [
        receipts.on('halted', ({ businessNumber, reason }) => isTold || listener(businessNumber, reason)),
        receipts.on('resumed', ({ businessNumber }) => isTold || listener(businessNumber, undefined)),
      ];
      return () => {
        for (const off of offs) off();
      };
    },
  };
}
