import type { Activity } from '../activity/activity.js';
import type { ChoiceMemory } from '../outgoing/choice-memory.js';
import type { SentIds } from './sent-ids.js';

/** What an incoming activity is told by what the channel remembers. */
export interface Telling {
  /** The activity as the bot is to see it. */
  told(activity: Activity): Activity;
  /** What the activity answers, if it is accepted: gives the function that ends what was offered by now. */
  answeredBy(activity: Activity): () => void;
}

export function createTelling(choices: ChoiceMemory, sentIds: SentIds): Telling {
  return {
    told(activity) {
      const { replyToId } = activity;
      const sentId = replyToId && sentIds.sentIdOf(replyToId);
      return choices.restore(sentId && sentId !== replyToId ? { ...activity, replyToId: sentId } : activity);
    },
    answeredBy: choices.answeredBy,
  };
}
