import type { Activity } from '../../activity/activity.js';
import { isMarkable, isTap } from '../../activity/is-markable.js';
import { secondOf } from '../../activity/second-of.js';
import { isNewer } from '../core/batch.js';
import { EXPIRED } from '../core/end.js';
import { makeDue, offerMessage } from '../core/offer.js';
import { type ReceiptSettings, typingMakesCalls } from '../options.js';
import type { OfferOptions, OfferResult } from '../receipts.js';
import type { Closing } from './close-engine.js';
import type { Engine } from './engine.js';
import { type HeldMessage, isExpired, type Lane } from './lane.js';
import type { LaneTable } from './lane-table.js';
import type { Report } from './report.js';

/** What taking activities in works with. */
export interface OfferingParts {
  settings: ReceiptSettings;
  engine: Engine;
  table: LaneTable;
  report: Report;
  closing: Closing;
}

/** Takes activities in (R1–R6, R14, R17). */
export function createOffering({ settings, engine, table, report, closing }: OfferingParts) {
  const window = { quietMsOf: settings.quietMsOf, maxWaitMs: settings.maxWaitMs };
  const { pace } = settings;
  const asksForTyping = settings.shouldRead !== undefined && typingMakesCalls(settings);

  function take(lane: Lane, message: HeldMessage, awaits: boolean): OfferResult {
    const { activity, offeredMs: nowMs } = message;
    const readingMs = pace === undefined ? 0 : readingMsOf(activity);
    const context = { window, tap: isTap(activity), awaits, readingMs, nowMs };
    const verdict = isExpired(message) ? 'expired' : offerMessage(lane, message, context);
    if (verdict === 'duplicate') {
      report.counters.duplicates += 1;
      report.emit('duplicate', () => aboutOf(lane, message));
      return verdict;
    }
    report.counters.accepted += 1;
    lane.number.waiting += 1;
    if (verdict === 'covered' || verdict === 'expired') {
      const reason = verdict === 'expired' ? { reason: EXPIRED } : {};
      report.ended(lane, { message, outcome: verdict, older: 0, ...reason }, { nowMs, typing: false });
      return verdict;
    }
    if (report.isHeard('scheduled')) tellScheduled(lane, message, awaits ? undefined : verdict);
    return verdict;
  }

  function tellScheduled(lane: Lane, message: HeldMessage, verdict: OfferResult | undefined): void {
    const dueMs = verdict === undefined ? undefined : dueMsOf(lane, message, verdict);
    const dueInMs = dueMs === undefined ? undefined : Math.max(0, dueMs - message.offeredMs);
    report.emit('scheduled', () => ({ ...aboutOf(lane, message), ...(dueInMs !== undefined && { dueInMs }) }));
  }

  return (activity: Activity, { when = settings.when, onReleased }: OfferOptions = {}): OfferResult => {
    const conversation = activity.conversation.id;
    const markable = isMarkable(activity);
    const counts = settings.when === 'afterHandler' && !closing.closed();
    if (!markable && counts) noteTurn(table.open(conversation, activity.recipient.id), activity);
    const busy = table.busy(conversation);
    // At the end nothing is scheduled any more, yet what comes while something is handed on queues behind it.
    if (closing.closed() ? busy?.handing === undefined : !markable && !isHandingOn(busy)) {
      tell(onReleased, activity);
      return 'passed';
    }
    const lane = table.open(conversation, activity.recipient.id);
    const nowMs = engine.nowMs();
    const awaits = when === 'afterHandler' || when === 'manual';
    const message: HeldMessage = {
      id: activity.id ?? '',
      at: secondOf(activity),
      arrival: ++lane.arrivals,
      offeredMs: nowMs,
      manual: when === 'manual',
      group: 'ready',
      done: false,
      passes: !markable || when !== 'beforeHandler',
      handedOn: false,
      activity,
      onReleased,
      waiters: undefined,
    };
    const result = markable && !closing.closed() ? take(lane, message, awaits) : 'passed';
    // Late ones that need no receipt of their own have a turn all the same.
    if (markable && counts && result !== 'scheduled' && result !== 'duplicate') noteTurn(lane, activity);
    // A repetition is no newer than its first time.
    const isNew = markable && result !== 'duplicate';
    if (isNew && asksForTyping && (lane.newest === undefined || isNewer(message, lane.newest))) {
      lane.newest = { activity, at: message.at, arrival: message.arrival };
    }
    // An array that grows takes room for 17; most bursts are of one message.
    if (lane.held.length === 0) lane.held = [message];
    else lane.held.push(message);
    lane.unhanded += 1;
    if (closing.started()) makeDue(lane, nowMs);
    engine.pump(lane, nowMs);
    return result;
  };

  // A pace that throws or gives nonsense must not stop the message (R22).
  function readingMsOf(activity: Activity): number {
    try {
      const readingMs = pace?.readingMsOf(activity) ?? 0;
      return readingMs >= 0 ? readingMs : 0;
    } catch (err) {
      report.log.warn({ id: activity.id, err }, 'the pace threw');
      return 0;
    }
  }

  function tell(onReleased: OfferOptions['onReleased'], activity: Activity): void {
    try {
      onReleased?.(activity);
    } catch (err) {
      report.log.warn({ id: activity.id, err }, 'a listener for released activities threw');
    }
  }
}

function aboutOf({ conversation, number: { businessNumber } }: Lane, { id }: HeldMessage) {
  return { conversation, businessNumber, id };
}

/** When the call may go that a message waits for. */
function dueMsOf({ flight, pending, postponed }: Lane, message: HeldMessage, verdict: OfferResult): number | undefined {
  if (verdict === 'joined') return flight?.dueMs;
  return postponed?.messages.includes(message) ? postponed.notBeforeMs : pending?.dueMs;
}

/** Its handler's end is told, and receipts wait for an empty line (R17). */
function noteTurn(lane: Lane, activity: Activity): void {
  lane.others ??= new Set();
  lane.others.add(activity.id ?? activity);
}

/** Whether something is in the way of an activity that needs no receipt (R1). */
function isHandingOn(lane: Lane | undefined): boolean {
  return lane !== undefined && (lane.unhanded > 0 || lane.handing !== undefined);
}
