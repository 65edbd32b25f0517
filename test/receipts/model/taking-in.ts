import type { OfferResult, ReceiptMoment } from 'tidemark';
import { type ConversationModel, makeDue, schedule, takeHandled, waitsPostponed } from './conversation-model.js';
import { type Entry, end, isNewer, place } from './entry.js';
import type { ReceiptsModel } from './receipts-model.js';

/** An offer as the model needs it; without `at` it needs no receipt. */
export interface ModelOffer {
  id: string;
  at: number | undefined;
  tap: boolean;
  when: ReceiptMoment;
  expired: boolean;
}

/** Takes an activity in as the rules have it (R1–R6, R14, R17). */
export function takeIn(rules: ReceiptsModel, key: string, offer: ModelOffer): { entry: Entry; expected: OfferResult } {
  const model = rules.of(key);
  const { id, at = 0, when, tap } = offer;
  const markable = offer.at !== undefined;
  const nowMs = rules.clock.nowMs();
  const expected = verdictOn(rules, model, offer);
  const entry: Entry = {
    accepted: expected !== 'passed' && expected !== 'duplicate',
    ...{ id, at, when, markable, arrival: model.arrived.length, offeredMs: nowMs },
    passes: !markable || when !== 'beforeHandler',
    ...{
      holds: 'no',
      forgotten: false,
      handedOn: false,
      letGo: false,
      asked: false,
      ended: false,
      over: false,
      told: false,
    },
    ...{ handledMs: undefined, outcome: undefined, twin: undefined, other: false },
  };
  // A duplicate goes with the message whose id it has.
  if (expected === 'duplicate')
    entry.twin = model.arrived.find((other) => other.id === id && (!other.handedOn || other.holds !== 'no'));
  model.arrived.push(entry);
  // What waits for no handler has a turn all the same (R17).
  entry.other =
    !rules.closed && rules.options.when === 'afterHandler' && !['scheduled', 'duplicate'].includes(expected);
  if (entry.other) model.others += 1;
  // A repetition is no newer than its first time.
  const isNew = markable && !rules.closed && expected !== 'duplicate';
  if (isNew && (model.newest === undefined || isNewer(entry, model.newest))) model.newest = entry;
  if (isNew && mayBeForgotten(model, entry)) model.recent.push(entry);
  else if (isNew && model.recent.every((other) => isNewer(entry, other))) model.recent = [entry];
  if (expected === 'covered' || expected === 'expired') end([entry], expected);
  if (expected === 'joined' && model.call !== undefined) {
    Object.assign(entry, { holds: 'flight', asked: true });
    place(model.call.entries, entry);
  }
  if (expected === 'scheduled') put(rules, model, { entry, tap });
  if (rules.closeByMs !== undefined) makeDue(model, nowMs);
  return { entry, expected };
}

/** Whether nothing was left of the conversation but what a mark does not tell, so that it may be forgotten (R19). */
export function mayBeForgotten({ mark, arrived }: ConversationModel, entry?: Entry): boolean {
  return mark === undefined && arrived.every((other) => other === entry || (other.handedOn && isSettled(other)));
}

function isSettled({ accepted, outcome }: Entry): boolean {
  return !accepted || outcome !== undefined;
}

function put(rules: ReceiptsModel, model: ConversationModel, { entry, tap }: { entry: Entry; tap: boolean }): void {
  const { quietMs, maxWaitMs } = rules.options;
  const nowMs = rules.clock.nowMs();
  if (entry.when === 'afterHandler' || entry.when === 'manual') {
    model.awaiting.push(entry);
    model.awaiting.sort((a, b) => (isNewer(a, b) ? 1 : -1));
    takeHandled(model, { closing: rules.closeByMs !== undefined, maxWaitMs, nowMs });
  } else if (waitsPostponed(model, entry)) place(model.postponed?.entries ?? [], entry);
  else schedule(model, entry, { tap, nowMs, quietMs, maxWaitMs });
}

function verdictOn(rules: ReceiptsModel, model: ConversationModel, { id, at, expired }: ModelOffer): OfferResult {
  if (rules.closed || at === undefined) return 'passed';
  if (expired) return 'expired';
  const { mark, call, pending, rejected, awaiting, postponed } = model;
  const open = [...pending, ...(call?.entries ?? []), ...awaiting, ...(postponed?.entries ?? [])];
  const isKnown = open.some((entry) => entry.id === id && !entry.forgotten);
  if (isKnown || mark?.ids.has(id) || rejected.includes(id)) return 'duplicate';
  if (mark !== undefined && at < mark.at) return 'covered';
  return call?.stage === 'sent' && at < call.at ? 'joined' : 'scheduled';
}
