import type { Activity, OutgoingActivity } from '../activity/activity.js';
import type { ConversationParties } from '../activity/conversation-id.js';
import { TurnError } from '../errors.js';
import type { Gateway, Logger, ReplyResult, Turn } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import { outgoingOf } from './outgoing.js';
import type { SendLine } from './send-line.js';

/** What a turn works with. */
export interface TurnOptions {
  gateway: Gateway;
  receipts: Receipts;
  log: Logger;
  /** Where replies go. */
  parties: ConversationParties;
  /** The messages of the turn; none in a proactive one. */
  activities: readonly Activity[];
  signal: AbortSignal;
  /** What keeps the replies in order. */
  line: SendLine;
}

export function createTurn({ gateway, receipts, log, parties, activities, signal, line }: TurnOptions): Turn {
  const newest = activities.at(-1);
  let tickWaited = newest === undefined;

  async function waitForTick(): Promise<void> {
    if (tickWaited || newest === undefined) return;
    // A turn waits once, and no receipt may fail an answer (R7).
    tickWaited = true;
    await receipts.beforeAnswer(newest, { signal }).catch(() => undefined);
  }

  async function send(input: string | OutgoingActivity): Promise<ReplyResult> {
    throwIfEnded(signal);
    const outgoing = outgoingOf(input);
    if (outgoing.do === 'wait') await delay(outgoing.delayMs, signal);
    if (outgoing.do === 'typing') showTyping();
    if (outgoing.do !== 'send') return { id: '' };
    const { text, leftOut } = outgoing;
    if (leftOut.length > 0)
      log.warn({ leftOut, conversation: newest?.conversation.id }, 'sent the text of an activity only');
    await waitForTick();
    throwIfEnded(signal);
    const { id } = await gateway.send(
      { type: 'text', businessNumber: parties.businessNumber, to: parties.userId, text },
      { signal },
    );
    if (newest !== undefined) receipts.answered(newest);
    return { id };
  }

  function showTyping(): void {
    if (newest !== undefined && !signal.aborted) receipts.typing(newest);
  }

  return {
    activities,
    signal,
    reply(textOrActivity) {
      return line.run(() => send(textOrActivity));
    },
    async typing() {
      showTyping();
    },
    async markRead() {
      if (newest !== undefined) receipts.markRead(newest);
    },
  };
}

function throwIfEnded(signal: AbortSignal): void {
  if (signal.aborted)
    throw new TurnError('this turn has ended; send from a proactive turn instead', { cause: signal.reason });
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', done, { once: true });
  });
}
