import { isReady, readyAt } from '../core/hold.js';
import type { HeldMessage, Lane } from './lane.js';

/** What may be handed on now, and whose answers may go out, both in order of arrival. */
export interface HandOver {
  handOn: HeldMessage[];
  answerable: HeldMessage[];
}

const nothing: HandOver = { handOn: [], answerable: [] };

/** Takes what is ready out of the lane; the caller tells those who wait once its own state is settled. */
export function takeReady(lane: Lane, { nowMs, answerWaitMs }: { nowMs: number; answerWaitMs: number }): HandOver {
  const { held } = lane;
  const head = held[0];
  if (head === undefined) return nothing;
  // The usual case while a burst comes in.
  const blocked = head.handedOn ? lane.unhanded === 0 : !head.passes;
  if (blocked && lane.number.halt === undefined && readyAt(lane, head, answerWaitMs) > nowMs) return nothing;
  const at = { halted: lane.number.halt !== undefined, answerWaitMs, nowMs };
  const handOn: HeldMessage[] = [];
  if (lane.unhanded > 0) {
    for (const message of held) {
      if (message.handedOn) continue;
      if (!message.passes && !isReady(lane, message, at)) break;
      message.handedOn = true;
      lane.unhanded -= 1;
      handOn.push(message);
    }
  }
  let ready = 0;
  while (
    ready < held.length &&
    (held[ready] as HeldMessage).handedOn &&
    isReady(lane, held[ready] as HeldMessage, at)
  ) {
    ready += 1;
  }
  return { handOn, answerable: held.splice(0, ready) };
}

/** When the next held message becomes ready by time alone. */
export function nextReadyAt(lane: Lane, answerWaitMs: number): number {
  const { held } = lane;
  if (held.length === 0) return Number.POSITIVE_INFINITY;
  const head = readyAt(lane, held[0] as HeldMessage, answerWaitMs);
  if (lane.unhanded === 0 || !(held[0] as HeldMessage).handedOn) return head;
  const unhanded = held.find(({ handedOn }) => !handedOn) as HeldMessage;
  return Math.min(head, readyAt(lane, unhanded, answerWaitMs));
}
