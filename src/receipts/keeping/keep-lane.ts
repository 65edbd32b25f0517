import { isNewer } from '../core/batch.js';
import { type PendingMessage, REMEMBERED } from '../core/record.js';
import type { HeldMessage, Lane } from '../shell/lane.js';
import type { KeptMessage, KeptReceipts } from './kept-receipts.js';

/** How a lane is kept. */
export interface KeepOptions {
  nowMs: number;
  /** The activities too: a policy will be asked about them. */
  withActivities: boolean;
}

/** What is worth keeping of a conversation's receipts; what is in the air counts as not made. */
export function keepLane(lane: Lane, { nowMs, withActivities }: KeepOptions): KeptReceipts | undefined {
  const { mark, rejected, backoff, arrivals, number } = lane;
  const { messages, older } = waitingOf(lane);
  if (mark === undefined && rejected === undefined && messages.length === 0) return undefined;
  // What the monotonic clock shows now, on the wall clock.
  const wallMs = (ms: number): number => Math.round(Date.now() + ms - nowMs);
  const handled = new Set<PendingMessage>(lane.awaiting?.handled.map(({ message }) => message));
  const keep = (message: HeldMessage): KeptMessage => ({
    id: message.id,
    at: message.at,
    arrival: message.arrival,
    offeredAtMs: wallMs(message.offeredMs),
    ...(handled.has(message) && { handled: true }),
    ...(withActivities && { activity: message.activity }),
  });
  const dueMs = lane.flight?.dueMs ?? lane.pending?.dueMs ?? lane.postponed?.notBeforeMs;
  return {
    v: 1,
    businessNumber: number.businessNumber,
    arrivals,
    ...(mark !== undefined && { mark: { ...mark, ids: [...mark.ids] } }),
    ...(rejected !== undefined && { rejected: [...rejected] }),
    ...(messages.length > 0 && { waiting: messages.map(keep) }),
    ...(older > 0 && { older }),
    ...(dueMs !== undefined && { dueAtMs: wallMs(dueMs) }),
    ...(backoff !== undefined && {
      backoff: {
        delayMs: backoff.delayMs,
        notBeforeAtMs: wallMs(backoff.notBeforeMs),
        sinceAtMs: wallMs(backoff.sinceMs),
      },
    }),
  };
}

/** All whose receipt is still to be made, as one batch. */
function waitingOf({ flight, pending, postponed, awaiting }: Lane): { messages: HeldMessage[]; older: number } {
  const batches = [flight, pending, postponed].filter((batch) => batch !== undefined);
  const all = [
    ...batches.flatMap(({ messages }) => messages),
    // The others' turns run: they come again.
    ...(awaiting?.handled.map(({ message }) => message) ?? []),
  ].sort((a, b) => (isNewer(a, b) ? 1 : -1));
  const messages = all.slice(-REMEMBERED);
  const older = batches.reduce((sum, batch) => sum + batch.older, 0) + all.length - messages.length;
  return { messages, older };
}
