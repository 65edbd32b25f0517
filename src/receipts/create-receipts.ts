import { z } from 'zod';
import type { Activity } from '../activity/activity.js';
import { isMarkable } from '../activity/is-markable.js';
import { secondOf } from '../activity/second-of.js';
import { checkOptions } from '../check-options.js';
import { consoleLogger } from '../console-logger.js';
import { aLogger, withFunctions } from '../option-schemas.js';
import type { Gateway, Logger } from '../ports.js';
import { noteHandled, takeUpTo } from './core/awaiting.js';
import { isNewer } from './core/batch.js';
import { endPending } from './core/end.js';
import { makeDue } from './core/offer.js';
import type { Position } from './core/record.js';
import { dropTypingOf, noteAnswer, wantTyping } from './core/typing.js';
import { createKeeping, setKeeping } from './keeping/receipt-keeping.js';
import { type ReceiptOptions, resolveReceiptOptions, typingMakesCalls } from './options.js';
import type { Receipts } from './receipts.js';
import { closeEngine } from './shell/close-engine.js';
import { createEngine } from './shell/engine.js';
import { untilAnswerable, untilHandedOn } from './shell/hold-waits.js';
import { type HeldMessage, isExpired, type Lane, markDone, TYPING_TTL_MS } from './shell/lane.js';
import { createLaneTable } from './shell/lane-table.js';
import { createOffering } from './shell/offering.js';
import { createOutcomeWaiters } from './shell/outcome-waiters.js';
import { createReport } from './shell/report.js';

/** Options of {@link createReceipts}. */
export interface CreateReceiptsOptions extends ReceiptOptions {
  /** Where the calls go. */
  gateway: Pick<Gateway, 'markRead'>;
  /** Where failures are told. @default `console`, from `warn` up */
  logger?: Logger;
}

const partsSchema = z.object({ gateway: withFunctions(['markRead'], { required: true }), logger: aLogger() });

/**
 * Makes a receipt engine: what a channel, the middleware and the operators are made of.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for a missing gateway, an unknown option or a value out of range.
 * @example
 * ```ts
 * import { type Activity, createReceipts, KaleyraClient } from 'tidemark';
 *
 * const gateway = new KaleyraClient({ region: 'in', sid: 'HXAP16XXXXXX97IN', apiKey: process.env.KALEYRA_API_KEY ?? 'none' });
 * const receipts = createReceipts({ gateway, quietMs: 500 });
 *
 * export async function onMessage(activity: Activity): Promise<void> {
 *   receipts.offer(activity);
 *   await receipts.released(activity); // the customer now sees blue ticks
 * }
 * ```
 */
export function createReceipts(given: CreateReceiptsOptions): Receipts {
  const { gateway, logger = consoleLogger, ...options } = given ?? {};
  checkOptions(partsSchema, { gateway, logger }, { name: 'createReceipts', secret: true });
  const settings = resolveReceiptOptions(options);
  const waiters = createOutcomeWaiters();
  let onKept: ((lane: Lane) => void) | undefined;
  let holds: ((conversation: string) => boolean) | undefined;
  const report = createReport(logger, (lane, ended) => waiters.tell(lane, ended));
  const table = createLaneTable(settings, {
    onEvicted: (conversation, { number: { businessNumber } }) =>
      report.emit('evicted', () => ({ conversation, businessNumber })),
    onOverload(lane) {
      const how = { nowMs: engine.nowMs(), typing: false };
      for (const ended of endPending(lane, 'failed', 'overload')) report.ended(lane, ended, how);
      engine.pump(lane);
    },
  });
  const engine = createEngine({
    gateway,
    settings,
    report,
    random: () => Math.random(),
    holds: (conversation) => holds?.(conversation) ?? true,
    lanes: table.lanes,
    onSettled(lane) {
      table.rest(lane);
      onKept?.(lane);
    },
  });
  const keeping = createKeeping({
    settings,
    engine,
    table,
    report,
    waiters,
    setListener: (listener) => {
      onKept = listener;
    },
    setHolds: (given) => {
      holds = given;
    },
  });
  const closing = closeEngine({ engine, table, report, beforeEnd: keeping.freeze });
  const offer = createOffering({ settings, engine, table, report, closing });

  function heldOf(activity: Activity): HeldMessage | undefined {
    const { id } = activity;
    const isIt = (message: HeldMessage): boolean =>
      message.activity === activity || (id !== undefined && message.id === id);
    return laneOf(activity)?.held.findLast(isIt);
  }

  /** The conversation's id here: middleware puts the number in front where a foreign adapter's conversations lack it. */
  function placeOf({ conversation, recipient }: Activity): string {
    if (table.knows(conversation.id)) return conversation.id;
    const withNumber = `${recipient?.id}:${conversation.id}`;
    return table.knows(withNumber) ? withNumber : conversation.id;
  }

  function laneOf(activity: Activity): Lane | undefined {
    return table.busy(placeOf(activity));
  }

  /** Changes a conversation that is known, and looks at it again. */
  function change(lane: Lane | undefined, how: (lane: Lane, nowMs: number) => void): void {
    if (lane === undefined) return;
    how(lane, engine.nowMs());
    engine.pump(lane);
  }

  const receipts: Receipts = {
    offer,
    released: (activity, { signal } = {}) => untilHandedOn(heldOf(activity), signal),
    beforeAnswer: (activity, { signal } = {}) => untilAnswerable(heldOf(activity), signal),
    answered(activity) {
      const place = placeOf(activity);
      // Also an idle conversation may remember when its indicator was shown.
      if (table.knows(place)) table.open(place, activity.recipient?.id ?? '');
      change(table.busy(place), (lane, nowMs) => {
        markDone(lane, activity.id ?? '');
        noteAnswer(lane, nowMs);
      });
    },
    typing(activity, { forMs = TYPING_TTL_MS } = {}) {
      const place = placeOf(activity);
      const markable = isMarkable(activity);
      if (!typingMakesCalls(settings) || closing.started() || (!markable && !table.knows(place))) return;
      change(table.open(place, activity.recipient?.id ?? ''), (lane, nowMs) => {
        // Handed on under another moment, its receipt waits for the handler or the bot's word.
        if (lane.awaiting !== undefined) return;
        if (lane.typing?.wanted || (lane.typing?.notBeforeMs ?? 0) > nowMs) report.absorbed(lane, activity.id);
        const own = markable ? positionOf(activity, lane) : undefined;
        const at = markable && settings.shouldRead !== undefined ? askedAbout(lane, activity, own) : own;
        wantTyping(lane, { by: [activity.id ?? ''], at, ttlMs: forMs, nowMs });
      });
    },
    handled(activity, outcome) {
      const { id = '' } = activity;
      change(laneOf(activity), (lane, nowMs) => {
        lane.others?.delete(activity.id ?? activity);
        const ended = noteHandled(lane, id, { outcome, nowMs });
        if (ended !== undefined) report.ended(lane, ended, { nowMs, typing: false });
        markDone(lane, id);
        dropTypingOf(lane, id);
      });
    },
    markRead: (activity) =>
      change(laneOf(activity), (lane, nowMs) => {
        takeUpTo(lane, activity.id ?? '', nowMs);
        makeDue(lane, nowMs);
      }),
    outcome: (activity, { signal } = {}) => waiters.wait(activity, laneOf(activity), signal),
    flush: (conversation) => change(table.busy(conversation), makeDue),
    stats: () => report.counters.read(haltedNumbers()),
    on: report.on,
    close: (options) =>
      closing.close(options).then((closed) => {
        waiters.end();
        return closed;
      }),
  };
  setKeeping(receipts, keeping);
  return receipts;

  function haltedNumbers(): Record<string, string> {
    const halted: Record<string, string> = {};
    for (const { businessNumber, halt } of table.numbers()) if (halt !== undefined) halted[businessNumber] = halt.code;
    return halted;
  }
}

/** The newest message, which the policy is asked about; in a conversation that was forgotten, what there is (R15). */
function askedAbout(lane: Lane, activity: Activity, own: Position | undefined): Position | undefined {
  const { at, arrival } = own ?? { at: secondOf(activity), arrival: 0 };
  if (lane.newest === undefined || (own !== undefined && !isNewer(lane.newest, own)))
    lane.newest = { activity, at, arrival };
  const { newest } = lane;
  const { id } = newest.activity;
  if (id === undefined || isExpired(newest) || lane.rejected?.includes(id)) return own;
  return { id, at: newest.at, arrival: newest.arrival };
}

/** Where the indicator is shown when no mark is known; not at a message that is too old to be marked. */
function positionOf(activity: Activity, { newest }: Lane): Position | undefined {
  const { id } = activity;
  const at = secondOf(activity);
  if (id === undefined || isExpired({ at })) return undefined;
  // Where nothing newer is known it counts as its second's first: a later one costs a call at most (R5).
  return { id, at, arrival: newest?.activity.id === id ? newest.arrival : 0 };
}
