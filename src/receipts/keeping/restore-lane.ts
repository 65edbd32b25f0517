import type { Activity } from '../../activity/activity.js';
import { haltedMsOf } from '../core/number.js';
import { newPending } from '../core/offer.js';
import type { ReceiptSettings } from '../options.js';
import { type HeldMessage, isExpired, type Lane } from '../shell/lane.js';
import type { KeptMessage, KeptReceipts } from './kept-receipts.js';

/** How a lane gets its past back. */
export interface RestoreOptions {
  conversation: string;
  settings: Pick<ReceiptSettings, 'maxWaitMs' | 'quietMsOf' | 'when'>;
  /** Messages that are about to be offered again. */
  except: ReadonlySet<string>;
  nowMs: number;
}

const NOBODY = '';
// R10: the longest pause after a failure.
const BACKOFF_MAX_MS = 30_000;

/** Puts what was kept into a new lane; gives how many messages wait in it. */
export function restoreLane(lane: Lane, kept: KeptReceipts, options: RestoreOptions): number {
  const { settings, except, nowMs } = options;
  const { mark, rejected, backoff, arrivals } = kept;
  // A clock that was put back in between must not hold anything up for longer than its rule does.
  const monotonic = (atMs: number, mostMs: number): number => nowMs + Math.min(atMs - Date.now(), mostMs);
  lane.arrivals = arrivals;
  lane.mark = mark;
  lane.rejected = rejected;
  const kepts = (kept.waiting ?? []).filter((one) => !except.has(one.id) && !isExpired(one));
  if (kepts.length === 0) return 0;
  const message = (one: KeptMessage): HeldMessage => messageOf(one, kept, options);
  // Their receipts wait for turns that are still to come.
  const awaits = settings.when === 'afterHandler' && except.size > 0;
  const handled = kepts.filter((one) => awaits && one.handled).map(message);
  const others = kepts.filter((one) => !awaits || !one.handled).map(message);
  if (handled.length > 0) {
    lane.awaiting = {
      messages: handled,
      handled: handled.map((one) => ({ message: one, atMs: nowMs })),
    };
    lane.others = new Set(except);
  }
  const older = others.length > 0 ? (kept.older ?? 0) : 0;
  if (others.length > 0) {
    const keptDueMs = monotonic(kept.dueAtMs ?? 0, settings.maxWaitMs);
    // What comes again may be newer, and have been marked by a call that was not noted any more (R5): this waits for it.
    const dueMs = except.size === 0 ? keptDueMs : Math.max(keptDueMs, nowMs + settings.maxWaitMs);
    lane.pending = { ...newPending(others, { dueMs, firstMs: nowMs }), older };
  }
  if (backoff !== undefined) {
    lane.backoff = {
      delayMs: backoff.delayMs,
      notBeforeMs: monotonic(backoff.notBeforeAtMs, BACKOFF_MAX_MS),
      sinceMs: monotonic(backoff.sinceAtMs, 0),
      haltedBaseMs: haltedMsOf(lane.number, nowMs),
    };
  }
  return kepts.length + older;
}

function messageOf(one: KeptMessage, { businessNumber }: KeptReceipts, options: RestoreOptions): HeldMessage {
  const { conversation, nowMs } = options;
  return {
    id: one.id,
    at: one.at,
    arrival: one.arrival,
    offeredMs: nowMs - Math.max(0, Date.now() - one.offeredAtMs),
    manual: false,
    group: 'ready',
    done: true,
    passes: true,
    handedOn: true,
    activity: withDate(one.activity) ?? standIn(one.id, conversation, businessNumber),
    onReleased: undefined,
    waiters: undefined,
  };
}

/** JSON has no dates. */
function withDate(activity: Activity | undefined): Activity | undefined {
  if (typeof activity?.timestamp !== 'string') return activity;
  return { ...activity, timestamp: new Date(activity.timestamp) };
}

/** Where nobody asks what it said. */
function standIn(id: string, conversation: string, businessNumber: string): Activity {
  return {
    type: 'message',
    id,
    channelId: 'whatsapp',
    serviceUrl: NOBODY,
    from: { id: NOBODY },
    recipient: { id: businessNumber },
    conversation: { id: conversation },
  };
}
