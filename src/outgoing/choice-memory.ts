import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Activity } from '../activity/activity.js';
import { isTap } from '../activity/is-markable.js';
import { createRecentlyUsed } from '../recently-used.js';
import type { ChoiceAnswer } from './card-action.js';
import { answerOfId, keyOfAnswer } from './choice-id.js';
import type { ChoiceKeeper, OfferedChoice } from './choices.js';

/** Gives taps, and choices answered in writing, the value back that the bot put on them. */
export interface ChoiceMemory {
  /** Where the choices sent to this conversation are kept. */
  keeperOf(conversation: string): ChoiceKeeper;
  /** The activity as the bot is to see it: the same one where nothing is to be given back. */
  restore(activity: Activity): Activity;
  /** What an activity answers, if it is accepted: gives the function that ends what was offered by now. */
  answeredBy(activity: Activity): () => void;
  /** What is remembered of a conversation, as plain JSON; `undefined` where that is nothing. */
  snapshot(conversation: string): KeptChoices | undefined;
  /** Takes back what was kept of a conversation. */
  take(conversation: string, kept: unknown): void;
  /** Forgets a conversation. */
  forget(conversation: string): void;
  /** Called with the conversation whenever something is remembered or forgotten; one at most. */
  onChange(listener: (conversation: string) => void): void;
}

/** What a conversation's choices are kept as. */
export interface KeptChoices {
  offered?: readonly OfferedChoice[];
  /** Answers that do not fit into an id, by their keys. */
  answers?: [key: string, answer: ChoiceAnswer][];
}

// What is forgotten still answers with what the customer saw.
const MAX_ANSWERS = 10_000;
const MAX_CONVERSATIONS = 10_000;
// So many answers of a conversation outlive the process.
const MAX_KEPT = 50;

const answerSchema = z.looseObject({ text: z.string() });
const keptSchema = z.object({
  offered: z
    .array(z.looseObject({ title: z.string(), answer: answerSchema, number: z.number().optional() }))
    .optional(),
  answers: z.array(z.tuple([z.string(), answerSchema])).optional(),
});

export function createChoiceMemory(): ChoiceMemory {
  const answers = createRecentlyUsed<ChoiceAnswer>(MAX_ANSWERS);
  const offered = createRecentlyUsed<readonly OfferedChoice[]>(MAX_CONVERSATIONS);
  const keys = createRecentlyUsed<readonly string[]>(MAX_CONVERSATIONS);
  let changed: (conversation: string) => void = () => undefined;

  // Anew for each tap: a bot may change what it is given.
  function remembered(key: string): ChoiceAnswer | undefined {
    const answer = answers.get(key);
    return answer && structuredClone(answer);
  }

  function restoreTap(activity: Activity): Activity {
    const { id, title } = (activity.value ?? {}) as { id?: unknown; title?: unknown };
    const found = typeof id === 'string' ? answerOfId(id) : undefined;
    if (found === undefined) return activity;
    const answer = 'key' in found ? remembered(found.key) : found;
    const shown = typeof title === 'string' ? title : '';
    return answer === undefined ? { ...activity, text: shown } : withAnswer(activity, answer, shown);
  }

  return {
    keeperOf: (conversation) => ({
      remember(answer) {
        const key = randomUUID();
        answers.set(key, copyOf(answer));
        keys.set(conversation, [...(keys.get(conversation) ?? []), key].slice(-MAX_KEPT));
        changed(conversation);
        return key;
      },
      expect(choices) {
        offered.set(conversation, choices);
        changed(conversation);
      },
    }),
    restore(activity) {
      if (isTap(activity)) return isChoice(activity) ? restoreTap(activity) : activity;
      const choices = isPlainText(activity) ? offered.get(activity.conversation.id) : undefined;
      const choice = choices === undefined ? undefined : chosen(choices, activity.text ?? '');
      return choice === undefined ? activity : withAnswer(activity, choice.answer, choice.title);
    },
    answeredBy({ type, conversation }) {
      const offer = type === 'message' ? offered.get(conversation.id) : undefined;
      return () => {
        if (offer === undefined || offered.get(conversation.id) !== offer) return;
        offered.delete(conversation.id);
        changed(conversation.id);
      };
    },
    snapshot(conversation) {
      const choices = offered.get(conversation);
      const known = (keys.get(conversation) ?? []).flatMap((key): [string, ChoiceAnswer][] => {
        const answer = answers.get(key);
        return answer === undefined ? [] : [[key, answer]];
      });
      if (choices === undefined && known.length === 0) return undefined;
      return { ...(choices !== undefined && { offered: choices }), ...(known.length > 0 && { answers: known }) };
    },
    take(conversation, kept) {
      const { data } = keptSchema.safeParse(kept);
      if (data === undefined) return;
      if (data.offered !== undefined) offered.set(conversation, data.offered as readonly OfferedChoice[]);
      for (const [key, answer] of data.answers ?? []) answers.set(key, answer as ChoiceAnswer);
      keys.set(
        conversation,
        (data.answers ?? []).map(([key]) => key),
      );
    },
    forget(conversation) {
      for (const key of keys.get(conversation) ?? []) answers.delete(key);
      keys.delete(conversation);
      offered.delete(conversation);
    },
    onChange(listener) {
      changed = listener;
    },
  };
}

function withAnswer(activity: Activity, { text, value }: ChoiceAnswer, title: string): Activity {
  return { ...activity, text, value: value ?? { id: text, title } };
}

/** A flow that was sent back is a tap, too, and what stands in it is the customer's. */
function isChoice({ channelData }: Activity): boolean {
  const { message } = (channelData ?? {}) as { message?: { type?: unknown; interactive?: { type?: unknown } } };
  return message?.interactive?.type !== 'nfm_reply';
}

/** The bot may change its object, or put in it what cannot be copied to its next turn. */
function copyOf(answer: ChoiceAnswer): ChoiceAnswer {
  for (const copy of [structuredClone, (value: ChoiceAnswer) => JSON.parse(JSON.stringify(value)) as ChoiceAnswer]) {
    try {
      return copy(answer);
    } catch {
      // Functions can only be left out, and what refers to itself is not for JSON.
    }
  }
  return { text: answer.text };
}

function isPlainText({ type, text, value, attachments }: Activity): boolean {
  return type === 'message' && value === undefined && attachments === undefined && text !== undefined && text !== '';
}

/** The choice that is meant by its word, or by its number where the customer has seen one. */
function chosen(choices: readonly OfferedChoice[], text: string): OfferedChoice | undefined {
  const written = wordOf(text);
  const number = /^#?(\d{1,3})[.)]?$/.exec(written)?.[1];
  const byWord = choices.filter(({ title }) => wordOf(title) === written);
  // A word that stands for several is no answer: to guess could buy the wrong thing.
  const answers = new Set(byWord.map(({ answer }) => keyOfAnswer(answer)));
  if (answers.size === 1) return byWord[0];
  return number === undefined ? undefined : choices.find((choice) => choice.number === Number(number));
}

function wordOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLocaleLowerCase();
}
