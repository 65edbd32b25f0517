import type { Receipts } from '../receipts/receipts.js';
import type { Channel } from './channel.js';
import type { ConversationLines } from './conversation-lines.js';
import { requireFunction } from './require-function.js';
import { continuationOf, type Turns } from './run-turn.js';

/** What proactive turns work with. */
export interface ContinuingParts {
  receipts: Receipts;
  lines: ConversationLines;
  turns: Turns;
  serviceUrl: string;
}

/** Gives the function that runs proactive turns, in the line of their conversation. */
export function continuing({ receipts, lines, turns, serviceUrl }: ContinuingParts): Channel['continueConversation'] {
  return async (conversation, handler) => {
    requireFunction('channel.continueConversation', handler);
    const activity = continuationOf(conversation, serviceUrl);
    const { id } = activity.conversation;
    const run = async (): Promise<void> => {
      const { outcome, error } = await turns.run(activity, handler, []);
      if (outcome !== 'closed') receipts.handled(activity, outcome);
      if (outcome !== 'handled') throw error;
    };
    const inside = lines.runInside(id, run);
    if (inside !== undefined) return inside;
    // It needs no receipt, yet never overtakes an activity that waits for one (R1).
    receipts.offer(activity);
    await receipts.released(activity);
    return lines.run(id, run, { nested: true });
  };
}
