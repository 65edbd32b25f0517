import { randomUUID } from 'node:crypto';
import type { Activity } from '../activity/activity.js';
import { isTap } from '../activity/is-markable.js';
import type { Choice, ChoiceAnswer } from './card-action.js';
import { answerOfId } from './choice-id.js';
import type { ChoiceKeeper } from './choices.js';

/** Gives taps, and choices answered in writing, the value back that the bot put on them. */
export interface ChoiceMemory {
  /** Where the choices sent to this conversation are kept. */
  keeperOf(conversation: string): ChoiceKeeper;
  /** The activity as the bot is to see it: the same one where nothing is to be given back. */
  restore(activity: Activity): Activity;
  /** The customer has answered: what they were offered is over. */
  answered(activity: Activity): void;
}

// What is forgotten still answers with what the customer saw.
const MAX_ANSWERS = 10_000;
const MAX_CONVERSATIONS = 10_000;

export function createChoiceMemory(): ChoiceMemory {
  const answers = new Map<string, ChoiceAnswer>();
  const offered = new Map<string, readonly Choice[]>();

  function restoreTap(activity: Activity): Activity {
    const { id, title } = (activity.value ?? {}) as { id?: unknown; title?: unknown };
    const found = typeof id === 'string' ? answerOfId(id) : undefined;
    if (found === undefined) return activity;
    const answer = 'key' in found ? answers.get(found.key) : found;
    const shown = typeof title === 'string' ? title : '';
    return answer === undefined ? { ...activity, text: shown } : withAnswer(activity, answer, shown);
  }

  return {
    keeperOf: (conversation) => ({
      remember(answer) {
        const key = randomUUID();
        keep(answers, [key, answer], MAX_ANSWERS);
        return key;
      },
      expect: (choices) => keep(offered, [conversation, choices], MAX_CONVERSATIONS),
    }),
    restore(activity) {
      if (isTap(activity)) return restoreTap(activity);
      const choices = isPlainText(activity) ? offered.get(activity.conversation.id) : undefined;
      const choice = choices === undefined ? undefined : chosen(choices, activity.text ?? '');
      return choice === undefined ? activity : withAnswer(activity, choice.answer, choice.title);
    },
    answered(activity) {
      if (activity.type === 'message') offered.delete(activity.conversation.id);
    },
  };
}

function withAnswer(activity: Activity, { text, value }: ChoiceAnswer, title: string): Activity {
  return { ...activity, text, value: value ?? { id: text, title } };
}

function isPlainText({ type, text, value, attachments }: Activity): boolean {
  return type === 'message' && value === undefined && attachments === undefined && text !== undefined && text !== '';
}

/** The choice that is meant by its number or by its word. */
function chosen(choices: readonly Choice[], text: string): Choice | undefined {
  const written = text.trim().toLocaleLowerCase();
  const number = /^#?(\d{1,3})[.)]?$/.exec(written)?.[1];
  const byWord = choices.find(({ title }) => title.trim().toLocaleLowerCase() === written);
  return byWord ?? (number === undefined ? undefined : choices[Number(number) - 1]);
}

function keep<T>(map: Map<string, T>, [key, value]: [string, T], most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
