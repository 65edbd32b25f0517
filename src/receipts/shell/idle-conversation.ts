import { newTyping } from '../core/typing.js';
import type { Lane, LaneStart, NewestMessage, NumberLane } from './lane.js';

/** What is kept of a conversation that has nothing to do: flat, since there are many (R19). */
export interface IdleConversation {
  readonly number: NumberLane;
  readonly arrivals: number;
  /** The mark, and the other ids of its second where there are any; `markId` is empty where no mark is known. */
  readonly markId: string;
  readonly markAt: number;
  readonly markArrival: number;
  readonly markIds: string[] | undefined;
  readonly more: Rarely | undefined;
}

/** What few conversations have, and which bounds their calls all the same. */
interface Rarely {
  typingNotBeforeMs: number | undefined;
  rejected: string[] | undefined;
  newest: NewestMessage | undefined;
}

/** What is worth keeping of a conversation; `undefined` where that is nothing. */
export function toIdle({ number, arrivals, mark, typing, rejected, newest }: Lane): IdleConversation | undefined {
  // Without a mark, the time of a typing call and refused ids are kept too: they bound the calls.
  if (mark === undefined && typing === undefined && rejected === undefined) return undefined;
  const rarely = typing !== undefined || rejected !== undefined || newest !== undefined;
  return {
    number,
    arrivals,
    markId: mark?.id ?? '',
    markAt: mark?.at ?? 0,
    markArrival: mark?.arrival ?? 0,
    markIds: mark !== undefined && mark.ids.length > 1 ? mark.ids : undefined,
    more: rarely ? { typingNotBeforeMs: typing?.notBeforeMs, rejected, newest } : undefined,
  };
}

/** What a lane begins with again. */
export function fromIdle({ arrivals, markId, markAt, markArrival, markIds, more }: IdleConversation): LaneStart {
  const ids = markIds ?? [markId];
  return {
    arrivals,
    mark: markId === '' ? undefined : { id: markId, at: markAt, arrival: markArrival, ids },
    typing: more?.typingNotBeforeMs === undefined ? undefined : newTyping(more.typingNotBeforeMs),
    rejected: more?.rejected,
    newest: more?.newest,
  };
}
