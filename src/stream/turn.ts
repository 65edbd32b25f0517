import type { Activity, OutgoingActivity } from '../activity/activity.js';
import { type ConversationParties, conversationIdOf } from '../activity/conversation-id.js';
import { isTidemarkError, TurnError } from '../errors.js';
import type { ChoiceKeeper } from '../outgoing/choices.js';
import { outgoingOf } from '../outgoing/outgoing.js';
import type { Gateway, Logger, ReplyResult, Turn } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import { delay } from './delay.js';
import { sendContents } from './send-contents.js';
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
  /** Where the choices it offers are kept. */
  choices: ChoiceKeeper;
  /** What keeps the replies in order. */
  line: SendLine;
  /** Cuts a wait short: the channel has ended. */
  closed: AbortSignal;
  /** How long the indicator may still be renewed; left out, until the handler's end is told. */
  typingForMs?: () => number;
}

export function createTurn(options: TurnOptions): Turn {
  const { gateway, receipts, log, parties, activities, signal, choices, line, closed, typingForMs } = options;
  const newest = activities.at(-1);
  const conversation = conversationIdOf(parties);
  let tickWaited = newest === undefined;

  async function waitForTick(): Promise<void> {
    if (tickWaited || newest === undefined) return;
    // A turn waits once, and no receipt may fail an answer (R7).
    tickWaited = true;
    await receipts.beforeAnswer(newest, { signal }).catch(() => undefined);
  }

  async function send(input: string | OutgoingActivity): Promise<ReplyResult> {
    throwIfEnded(signal);
    const outgoing = outgoingOf(input, choices);
    if (outgoing.do === 'wait') await delay(outgoing.delayMs, [signal, closed]);
    if (outgoing.do === 'typing') showTyping();
    if (outgoing.do !== 'send') return { id: '' };
    const { contents, quotes, leftOut } = outgoing;
    if (leftOut.length > 0) log.warn({ leftOut, conversation }, 'an activity has attachments that cannot be sent');
    await waitForTick();
    const ids = await sendContents(contents, {
      gateway,
      address: { businessNumber: parties.businessNumber, to: parties.userId, ...(quotes !== undefined && { quotes }) },
      signal,
      closed,
      beforeEach: () => throwIfEnded(signal),
      afterEach: () => newest !== undefined && receipts.answered(newest),
    });
    return { id: ids.at(-1) ?? '', ...(ids.length > 1 && { ids }) };
  }

  function showTyping(): void {
    const forMs = typingForMs?.();
    if (newest === undefined || signal.aborted || (forMs !== undefined && forMs <= 0)) return;
    receipts.typing(newest, forMs === undefined ? {} : { forMs });
  }

  return {
    activities,
    signal,
    reply(textOrActivity) {
      return line.run(async () => {
        try {
          return await send(textOrActivity);
        } catch (error) {
          // Told here too, since a bot that does not wait for its replies would never know.
          const code = isTidemarkError(error) ? error.code : undefined;
          log.warn({ conversation, code }, 'a reply was not sent');
          throw error;
        }
      });
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
