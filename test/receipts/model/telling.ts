import type { MessageReceiptEvent, NumberReceiptEvent, ReceiptEvents, ReceiptOutcome } from 'tidemark';
import { isTooOld } from './check-call.js';
import { outcomes } from './check-rest.js';
import { type ConversationModel, putBack } from './conversation-model.js';
import { type Entry, end, place } from './entry.js';
import { giveUpAt } from './passing-time.js';
import type { ReceiptsModel } from './receipts-model.js';

/** Takes part in what is told: it is right, and told once. */
export function hears<E extends keyof ReceiptEvents>(rules: ReceiptsModel, event: E, payload: ReceiptEvents[E]): void {
  if (outcomes.includes(event as ReceiptOutcome)) heard(rules, event as ReceiptOutcome, payload as MessageReceiptEvent);
  else if (event === 'retrying') retries(rules, payload as ReceiptEvents['retrying']);
  else if (event === 'halted' || event === 'resumed') changed(rules, event, payload as NumberReceiptEvent);
  else if (event === 'drained') ends(rules);
}

function ends(rules: ReceiptsModel): void {
  rules.closed = true;
  // What the policy was still asked about has ended with the rest.
  for (const model of rules.conversations.values()) model.call = undefined;
}

function heard(rules: ReceiptsModel, outcome: ReceiptOutcome, payload: MessageReceiptEvent): void {
  const { conversation, id, older = 0, reason } = payload;
  const model = rules.of(conversation);
  if (outcome === 'failed' || (outcome === 'expired' && reason !== 'expired')) gone(rules, model, { outcome, payload });
  const told = model.arrived.filter((one) => one.id === id && one.outcome === outcome && !one.told);
  const entry = told.find(({ forgotten }) => !forgotten) ?? told[0];
  if (entry === undefined) {
    const known = model.arrived.filter((one) => one.id === id).map((one) => one.outcome ?? 'open');
    rules.fail('R20', `${id} is told to be ${outcome}, it is ${known}`);
    return;
  }
  if (entry.forgotten) rules.fail('R3 R20', `${id} is told, its id is not remembered any more`);
  entry.told = true;
  const shares = outcome === 'sent' ? 'covered' : outcome;
  const sharing = model.arrived.filter((one) => one.forgotten && !one.told && one.outcome === shares).slice(0, older);
  for (const one of sharing) one.told = true;
  if (sharing.length < older) rules.fail('R20', `${older} older ones are told to be ${shares} with ${id}`);
}

/** What ended because of time: given up, too old, or the end. */
function gone(
  rules: ReceiptsModel,
  model: ConversationModel,
  { outcome, payload }: { outcome: ReceiptOutcome; payload: MessageReceiptEvent },
): void {
  const { id, older = 0, reason } = payload;
  const { awaiting, postponed } = model;
  const nowMs = rules.clock.nowMs();
  const isEnd = reason === 'closed' && rules.closeByMs !== undefined;
  const isEarly = isEnd && nowMs < (rules.closeByMs ?? 0) && !postponed?.entries.some((one) => one.id === id);
  if (isEarly && rules.numberOf(model).halt === undefined) rules.fail('R21', `${id} is left, and there is time`);
  const gaveUpEarly = reason === 'gave up' && nowMs < giveUpAt(rules, model);
  if (gaveUpEarly || (outcome === 'failed' && reason !== 'gave up' && !isEnd)) rules.fail('R10', `${id}: ${reason}`);
  // At the very end, what the policy was still asked about waits again.
  const isVeryEnd = isEnd && !postponed?.entries.some((one) => one.id === id);
  if (isVeryEnd) rules.ending = true;
  // So does what the policy has said no to at this very moment.
  const undecided = model.arrived.filter((one) => isVeryEnd && one.outcome === 'suppressed' && !one.told);
  for (const one of undecided) place(model.pending, Object.assign(one, { outcome: undefined }));
  if (isVeryEnd && model.call !== undefined) {
    putBack(model, model.call);
    model.call = undefined;
  }
  const batches: Entry[][] = [model.pending, ...(isEnd ? [awaiting, postponed?.entries ?? []] : [])];
  const isIt = (one: Entry): boolean => one.id === id && !one.forgotten;
  // The older ones are those of its own call (R20).
  const open = batches.find((batch) => batch.some(isIt));
  const entry = open?.find(isIt);
  if (open === undefined || entry === undefined) return;
  if (outcome === 'expired' && !isTooOld(entry.at, rules.clock.wallMs())) rules.fail('R14', `${id} is not too old`);
  const ended = [...open.filter(({ forgotten }) => forgotten).slice(0, older), entry];
  end(ended, outcome);
  const isOpen = (one: Entry): boolean => !ended.includes(one);
  model.pending = model.pending.filter(isOpen);
  model.awaiting = awaiting.filter(isOpen);
  if (postponed !== undefined) postponed.entries = postponed.entries.filter(isOpen);
  if (postponed?.entries.length === 0) model.postponed = undefined;
  if (model.typing.plainId === id) Object.assign(model.typing, { plainId: undefined, repeats: undefined });
  // What was only postponed leaves the time of giving up as it is: that runs until a success (R10).
  if (open === batches[0] && model.pending.length === 0)
    Object.assign(model, { failing: undefined, notBeforeMs: Number.NEGATIVE_INFINITY });
}

function retries(rules: ReceiptsModel, { conversation, retryInMs }: ReceiptEvents['retrying']): void {
  if (retryInMs < 500 || retryInMs > 30_000) rules.fail('R10', `pause of ${retryInMs} ms`);
  rules.of(conversation).notBeforeMs = rules.clock.nowMs() + retryInMs - 1;
}

function changed(rules: ReceiptsModel, event: 'halted' | 'resumed', { businessNumber }: NumberReceiptEvent): void {
  const expected = rules.numbers.get(businessNumber)?.news.shift();
  if (expected !== event) rules.fail('R11', `${businessNumber} is told to be ${event}, not ${expected}`);
  // The indicator is worth nothing later: what was to be repeated without it is forgotten.
  for (const model of rules.conversations.values())
    if (model.businessNumber === businessNumber) model.typing.repeats = undefined;
}
