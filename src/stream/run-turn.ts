import type { Activity } from '../activity/activity.js';
import { type ConversationParties, partiesOf } from '../activity/conversation-id.js';
import { isTurnError, TidemarkError, TurnError } from '../errors.js';
import type { ChoiceMemory } from '../outgoing/choice-memory.js';
import type { Gateway, Handler, Logger, Turn, TurnOutcome } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import { delay } from './delay.js';
import { createRecentTurns } from './recent-turns.js';
import { createSendLine, createSendLines } from './send-line.js';
import { createTurn, type TurnOptions } from './turn.js';

/** Makes and runs turns. */
export interface Turns {
  /** The turn of an activity: the one it has, or one to answer with when no handler runs. */
  of(activity: Activity): Turn;
  /** An activity went to subscribers only: nobody will tell the end of its turn. */
  emitted(activity: Activity): void;
  /**
   * Runs a handler on an activity, which stands for these (for none in a proactive turn), until it ends or its time is up;
   * the receipts are not told.
   */
  run(activity: Activity, handler: Handler, activities: readonly Activity[]): Promise<TurnResult>;
  /** Waits before a turn is run again; gives whether the whole time has passed. */
  pause(activity: Activity, ms: number, closing: AbortSignal): Promise<boolean>;
  /** Aborts the running turns of a conversation, which are not done. */
  abort(conversation: string, reason: Error): void;
  /** Aborts every running turn, and every wait. */
  abortAll(reason: Error): void;
}

/** How a turn ended; `closed` when the channel ended first, so that it is not done. */
export interface TurnResult {
  outcome: Extract<TurnOutcome, 'handled' | 'failed' | 'timedOut'> | 'closed';
  error?: unknown;
}

/** What turns work with. */
export interface TurnsOptions {
  gateway: Gateway;
  receipts: Receipts;
  log: Logger;
  turnTimeoutMs: number;
  choices: ChoiceMemory;
}

/** What a turn that nobody ends counts as running for, where turns have no time limit (R17). */
export const UNLIMITED_TURN_MS = 300_000;

export function createTurns({ gateway, receipts, log, turnTimeoutMs, choices }: TurnsOptions): Turns {
  const running = new Map<AbortController, string>();
  const recent = createRecentTurns();
  const emittedMs = new WeakMap<Activity, number>();
  const sendLineOf = createSendLines();
  const closed = new AbortController();
  // The end of a turn that was only given out is nobody's to tell: its replies are never refused.
  const { signal: neverAborted } = new AbortController();

  function make(activity: Activity, rest: Pick<TurnOptions, 'activities' | 'signal' | 'line' | 'typingForMs'>): Turn {
    const parties = partiesOfActivity(activity);
    const keeper = choices.keeperOf(activity.conversation.id);
    return createTurn({ gateway, receipts, log, parties, choices: keeper, closed: closed.signal, ...rest });
  }

  function give(activity: Activity): Turn {
    const untilMs = (emittedMs.get(activity) ?? performance.now()) + (turnTimeoutMs || UNLIMITED_TURN_MS);
    const turn = make(activity, {
      activities: [activity],
      signal: neverAborted,
      line: sendLineOf(activity.conversation.id),
      typingForMs: () => untilMs - performance.now(),
    });
    recent.give(activity, turn);
    return turn;
  }

  return {
    emitted: (activity) => void emittedMs.set(activity, performance.now()),
    of: (activity) => recent.of(activity) ?? give(activity),
    async run(activity, handler, activities) {
      const controller = new AbortController();
      running.set(controller, activity.conversation.id);
      const turn = make(activity, { activities, signal: controller.signal, line: createSendLine() });
      for (const one of activities) recent.begin(one, turn);
      const result = await runHandler(() => handler(activity, turn), controller, turnTimeoutMs);
      running.delete(controller);
      for (const one of activities) recent.end(one);
      return result;
    },
    async pause(activity, ms, closing) {
      const controller = new AbortController();
      running.set(controller, activity.conversation.id);
      const passed = await delay(ms, [controller.signal, closing]);
      running.delete(controller);
      return passed;
    },
    abort(conversation, reason) {
      for (const [controller, of] of running) if (of === conversation) controller.abort(reason);
    },
    abortAll(reason) {
      closed.abort(reason);
      for (const controller of running.keys()) controller.abort(reason);
    },
  };
}

async function runHandler(handle: () => unknown, controller: AbortController, timeoutMs: number): Promise<TurnResult> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<TurnResult>((resolve) => {
    const { signal } = controller;
    const aborted = (): void => {
      const { reason } = signal;
      resolve({ outcome: isTurnError(reason) ? 'timedOut' : 'closed', error: reason });
    };
    signal.addEventListener('abort', aborted, { once: true });
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
export function continuationOf(conversation: unknown, serviceUrl: string): Activity {
  const conversationId = typeof conversation === 'string' ? conversation : idOfReference(conversation);
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

// A reference comes from storage: whatever is wrong with it is told as one error.
function idOfReference(reference: unknown): string {
  const { conversation } = (reference ?? {}) as { conversation?: { id?: unknown } | null };
  return typeof conversation?.id === 'string' ? conversation.id : '';
}
