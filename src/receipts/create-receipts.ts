import type { Activity } from '../activity/activity.js';
import { isMarkable, isTap } from '../activity/is-markable.js';
import { consoleLogger } from '../console-logger.js';
import type { Gateway, Logger } from '../ports.js';
import { makeDue, offerMessage, type Verdict } from './core/offer.js';
import { endPending } from './core/settle.js';
import { dropTyping, noteAnswer, wantTyping } from './core/typing.js';
import { type ReceiptOptions, resolveReceiptOptions } from './options.js';
import type { OfferOptions, OfferResult, Receipts } from './receipts.js';
import { closeEngine } from './shell/close-engine.js';
import { createEngine } from './shell/engine.js';
import { untilAnswerable, untilHandedOn } from './shell/hold-waits.js';
import type { HeldMessage, Lane } from './shell/lane.js';
import { createLaneTable } from './shell/lane-table.js';
import { createOutcomeWaiters } from './shell/outcome-waiters.js';
import { createReport } from './shell/report.js';

/** Options of {@link createReceipts}. */
export interface CreateReceiptsOptions extends ReceiptOptions {
  /** Where the calls go. */
  gateway: Pick<Gateway, 'markRead'>;
  /** Where failures are told. @default `console`, from `warn` up */
  logger?: Logger;
}

// WhatsApp marks messages of the last 30 days (R14).
const MAX_AGE_MS = 30 * 86_400_000;
// A bot that never tells the end of its turn does not keep the indicator alive for ever.
const TYPING_TTL_MS = 300_000;
// WhatsApp's clock and ours differ; a message from further ahead would cover all that follows (R2).
const MAX_AHEAD_MS = 60_000;

/**
 * Makes a receipt engine: what a channel, the middleware and the operators are made of.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 * @example
 * ```ts
 * const receipts = createReceipts({ gateway, quietMs: 500 });
 * receipts.offer(activity);
 * await receipts.released(activity); // the customer now sees blue ticks
 * ```
 */
export function createReceipts({ gateway, logger = consoleLogger, ...options }: CreateReceiptsOptions): Receipts {
  const settings = resolveReceiptOptions(options);
  const waiters = createOutcomeWaiters();
  const report = createReport(logger, (lane, ended) => waiters.tell(lane.conversation, ended));
  const table = createLaneTable(settings, {
    onEvicted: (conversation) => report.emit('evicted', () => ({ conversation, businessNumber: '' })),
    onOverload(lane) {
      for (const ended of endPending(lane, 'failed', 'overload'))
        report.ended(lane, ended, { nowMs: engine.nowMs(), typing: false });
      engine.pump(lane);
    },
  });
  const engine = createEngine({
    gateway,
    settings,
    report,
    random: () => Math.random(),
    lanes: table.lanes,
    onSettled: table.rest,
  });
  const closing = closeEngine({ engine, table, report });

  function laneOf(activity: Activity): Lane {
    return table.open(activity.conversation.id, activity.recipient.id);
  }

  function heldOf(activity: Activity): HeldMessage | undefined {
    return table.busy(activity.conversation.id)?.held.findLast(({ id }) => id === activity.id);
  }

  function offer(activity: Activity, { when = settings.when, onReleased }: OfferOptions = {}): OfferResult {
    if (closing.closed()) {
      onReleased?.(activity);
      return 'passed';
    }
    const markable = isMarkable(activity);
    if (!markable && (table.busy(activity.conversation.id)?.unhanded ?? 0) === 0) {
      onReleased?.(activity);
      return 'passed';
    }
    const lane = laneOf(activity);
    const nowMs = engine.nowMs();
    const message: HeldMessage = {
      id: activity.id ?? '',
      at: secondOf(activity),
      arrival: ++lane.arrivals,
      offeredMs: nowMs,
      group: 'ready',
      passes: !markable || when === 'alongside',
      handedOn: false,
      activity,
      ...(onReleased !== undefined && { onReleased }),
    };
    const result = markable ? take(lane, message, isTap(activity)) : 'passed';
    lane.held.push(message);
    lane.unhanded += 1;
    if (closing.started()) makeDue(lane, nowMs);
    engine.pump(lane);
    return result;
  }

  function take(lane: Lane, message: HeldMessage, tap: boolean): OfferResult {
    const nowMs = message.offeredMs;
    const verdict: Verdict | 'expired' = isExpired(message)
      ? 'expired'
      : offerMessage(lane, message, { window: settings, tap, nowMs });
    const about = { conversation: lane.conversation, businessNumber: lane.number.businessNumber, id: message.id };
    if (verdict === 'duplicate') {
      report.counters.duplicates += 1;
      report.emit('duplicate', () => about);
      return verdict;
    }
    report.counters.accepted += 1;
    lane.number.waiting += 1;
    if (verdict === 'covered' || verdict === 'expired') {
      report.ended(lane, { message, outcome: verdict, older: 0, reason: verdict }, { nowMs, typing: false });
    } else {
      const dueMs = (verdict === 'joined' ? lane.flight?.dueMs : lane.pending?.dueMs) ?? nowMs;
      report.emit('scheduled', () => ({ ...about, dueInMs: Math.max(0, dueMs - nowMs) }));
    }
    return verdict;
  }

  return {
    offer,
    released: (activity, { signal } = {}) => untilHandedOn(heldOf(activity), signal),
    beforeAnswer: (activity, { signal } = {}) => untilAnswerable(heldOf(activity), signal),
    answered(activity) {
      if (!table.knows(activity.conversation.id)) return;
      const lane = laneOf(activity);
      noteAnswer(lane, engine.nowMs());
      engine.pump(lane);
    },
    typing(activity) {
      if (settings.typing === 'off' || closing.started()) return;
      if (!isMarkable(activity) && !table.knows(activity.conversation.id)) return;
      const lane = laneOf(activity);
      const id = isMarkable(activity) ? activity.id : undefined;
      wantTyping(lane, { id, ttlMs: TYPING_TTL_MS, nowMs: engine.nowMs() });
      engine.pump(lane);
    },
    handled(activity) {
      const lane = table.busy(activity.conversation.id);
      if (lane === undefined) return;
      dropTyping(lane);
      engine.pump(lane);
    },
    markRead: (activity) => flush(activity.conversation.id),
    outcome: (activity, { signal } = {}) => waiters.wait(activity, table.busy(activity.conversation.id), signal),
    flush,
    stats: () => report.counters.read(haltedNumbers()),
    on: report.on,
    close: closing.close,
  };

  function flush(conversation: string): void {
    const lane = table.busy(conversation);
    if (lane === undefined) return;
    makeDue(lane, engine.nowMs());
    engine.pump(lane);
  }

  function haltedNumbers(): Record<string, string> {
    const halted: Record<string, string> = {};
    for (const { businessNumber, halt } of table.numbers()) if (halt !== undefined) halted[businessNumber] = halt.code;
    return halted;
  }
}

/** The message's second by WhatsApp's clock, or by ours where that is missing or cannot be (R2). */
function secondOf({ timestamp }: Activity): number {
  const wallMs = Date.now();
  const sentMs = timestamp === undefined ? Number.NaN : new Date(timestamp).getTime();
  return Math.floor((Number.isFinite(sentMs) && sentMs <= wallMs + MAX_AHEAD_MS ? sentMs : wallMs) / 1000);
}

function isExpired({ at }: HeldMessage): boolean {
  return at * 1000 < Date.now() - MAX_AGE_MS;
}
