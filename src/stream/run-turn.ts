import type { Activity } from '../activity/activity.js';
import { type ConversationParties, partiesOf } from '../activity/conversation-id.js';
import { TidemarkError, TurnError } from '../errors.js';
import type { Gateway, Handler, Logger, Turn, TurnOutcome } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import { createSendLine, createSendLines } from './send-line.js';
import { createTurn, type TurnOptions } from './turn.js';

/** Makes and runs turns. */
export interface Turns {
  /** The turn of an activity: the running one while there is one. */
  of(activity: Activity): Turn;
  /** Runs a handler on an activity until it ends or its time is up. */
  run(activity: Activity, handler: Handler, options?: { proactive?: boolean }): Promise<TurnResult>;
  /** Aborts every running turn. */
  abortAll(reason: Error): void;
}

/** How a turn ended. */
export interface TurnResult {
  outcome: Extract<TurnOutcome, 'handled' | 'failed' | 'timedOut'>;
  error?: unknown;
}

/** What turns work with. */
export interface TurnsOptions {
  gateway: Gateway;
  receipts: Receipts;
  log: Logger;
  turnTimeoutMs: number;
}

export function createTurns({ gateway, receipts, log, turnTimeoutMs }: TurnsOptions): Turns {
  const running = new Set<AbortController>();
  const turns = new WeakMap<Activity, Turn>();
  const sendLineOf = createSendLines();
  // The end of a turn that was only given out is nobody's to tell: its replies are never refused.
  const { signal: neverAborted } = new AbortController();

  function make(activity: Activity, rest: Pick<TurnOptions, 'activities' | 'signal' | 'line'>): Turn {
    return createTurn({ gateway, receipts, log, parties: partiesOfActivity(activity), ...rest });
  }

  return {
    of(activity) {
      const turn =
        turns.get(activity) ??
        make(activity, { activities: [activity], signal: neverAborted, line: sendLineOf(activity.conversation.id) });
      turns.set(activity, turn);
      return turn;
    },
    async run(activity, handler, { proactive = false } = {}) {
      const controller = new AbortController();
      running.add(controller);
      const activities = proactive ? [] : [activity];
      const turn = make(activity, { activities, signal: controller.signal, line: createSendLine() });
      if (!proactive) turns.set(activity, turn);
      const result = await runHandler(() => handler(activity, turn), controller, turnTimeoutMs);
      running.delete(controller);
      if (!proactive) receipts.handled(activity, result.outcome);
      return result;
    },
    abortAll(reason) {
      for (const controller of running) controller.abort(reason);
    },
  };
}

async function runHandler(
  handle: () => void | Promise<void>,
  controller: AbortController,
  timeoutMs: number,
): Promise<TurnResult> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<TurnResult>((resolve) => {
    controller.signal.addEventListener(
      'abort',
      () => resolve({ outcome: 'timedOut', error: controller.signal.reason }),
      { once: true },
    );
    if (timeoutMs === 0) return;
    timer = setTimeout(
      () => controller.abort(new TurnError(`the turn took longer than turnTimeoutMs (${timeoutMs})`)),
      timeoutMs,
    );
  });
  const work = (async (): Promise<TurnResult> => {
    try {
      await handle();
      return { outcome: 'handled' };
    } catch (error) {
      return { outcome: 'failed', error };
    }
  })();
  const result = await Promise.race([work, timeUp]);
  clearTimeout(timer);
  return result;
}

function partiesOfActivity({ conversation, from, recipient }: Activity): ConversationParties {
  return partiesOf(conversation.id) ?? { businessNumber: recipient.id, userId: from.id };
}

/** The activity that stands for a proactive turn, in the shape Bot Framework gives it. */
export function continuationOf(conversationId: string, serviceUrl: string): Activity {
  const parties = partiesOf(conversationId);
  if (parties === undefined) {
    throw new TidemarkError(
      'UNKNOWN_CONVERSATION',
      'expected a conversation id of the form <business number>:<user id>, as activity.conversation.id has it',
    );
  }
  return {
    type: 'event',
    name: 'ContinueConversation',
    channelId: 'whatsapp',
    serviceUrl,
    from: { id: parties.userId, role: 'user' },
    recipient: { id: parties.businessNumber, role: 'bot' },
    conversation: { id: conversationId, isGroup: false },
  };
}
