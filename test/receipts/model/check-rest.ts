import type { ReceiptOutcome, ReceiptStats } from 'tidemark';
import { type ConversationModel, targetOf } from './conversation-model.js';
import { type NumberModel, tokensOf } from './number-model.js';
import { giveUpAt } from './passing-time.js';
import { mayBeWithheld } from './question.js';
import type { ReceiptsModel } from './receipts-model.js';

export const outcomes: readonly ReceiptOutcome[] = ['sent', 'covered', 'suppressed', 'rejected', 'failed', 'expired'];

/** What must hold in a conversation when nothing more happens at this moment. */
export function checkRest(rules: ReceiptsModel, model: ConversationModel): void {
  const { fail, clock } = rules;
  const held = model.arrived.find(({ handedOn }) => !handedOn);
  if (held !== undefined && !rules.mayWait(model.key, held, 'released')) fail('R17', `${held.id} is held too long`);
  if (mustCall(rules, model)) fail('R10', `no call for ${targetOf(model)?.id}, due at ${model.dueMs}`);
  const { call } = model;
  const mustGo = call?.stage === 'allowed' && !mayBeWithheld({ ...rules.options, number: rules.numberOf(model) }, call);
  if (mustGo) fail('R15', `no request for ${call.id}, which the policy allows`);
  const givenUp = model.failing?.firm && model.call === undefined && clock.nowMs() > giveUpAt(rules, model) + 1;
  if (givenUp && model.pending.length > 0 && !rules.closed) fail('R10', `${targetOf(model)?.id} is not given up`);
  const untold = model.arrived.find(({ outcome, told, forgotten }) => outcome !== undefined && !told && !forgotten);
  if (untold !== undefined) fail('R20', `${untold.id} is ${untold.outcome}, and nobody was told`);
}

function mustCall(rules: ReceiptsModel, model: ConversationModel): boolean {
  if (rules.closed || targetOf(model) === undefined || model.call !== undefined) return false;
  const number = rules.numberOf(model);
  const nowMs = rules.clock.nowMs();
  // A millisecond more: the engine's timers have no finer ones.
  const { dueMs, resumedMs, notBeforeMs } = model;
  const at = Math.max(dueMs, resumedMs, notBeforeMs + 1, number.pausedUntilMs, probeBy(number)) + 1;
  const { maxPerSecond } = rules.options;
  tokensOf(number, maxPerSecond, { nowMs, turn: rules.clock.turn() });
  return at <= nowMs && number.sureTokens >= Math.min(1.001, maxPerSecond);
}

function probeBy({ halt }: NumberModel): number {
  if (halt === undefined) return Number.NEGATIVE_INFINITY;
  return halt.probing ? Number.POSITIVE_INFINITY : halt.probeByMs;
}

/** R20: the counters tell what the rules come to, and add up. */
export function checkStats(rules: ReceiptsModel, stats: ReceiptStats): void {
  const { conversations, numbers, fail } = rules;
  const all = [...conversations.values()].flatMap(({ arrived }) => arrived);
  const accepted = all.filter((entry) => entry.accepted).length;
  let sum = stats.pending;
  for (const outcome of outcomes) {
    const count = all.filter((entry) => entry.outcome === outcome).length;
    if (stats[outcome] !== count) fail('R20', `${stats[outcome]} ${outcome}, not ${count}`);
    sum += stats[outcome];
  }
  if (stats.accepted !== accepted) fail('R20', `${stats.accepted} accepted, not ${accepted}`);
  if (sum !== accepted) fail('R20', `outcomes and pending are ${sum} of ${accepted}`);
  for (const [businessNumber, { halt, news }] of numbers) {
    if (rules.closed) continue;
    if (news.length > 0) fail('R11', `nobody was told that number ${businessNumber} is ${news}`);
    const isHalted = Object.hasOwn(stats.halted, businessNumber);
    if (isHalted !== (halt !== undefined)) fail('R11', `number ${businessNumber} ${isHalted ? 'is' : 'is not'} halted`);
  }
}

/** R21: closing is over when nothing is open but what a halt keeps. */
export function checkDrain(rules: ReceiptsModel): void {
  if (rules.closeByMs === undefined || rules.closed) return;
  const open = [...rules.conversations.values()].filter(({ arrived }) =>
    arrived.some(({ accepted, outcome }) => accepted && outcome === undefined),
  );
  if (open.every((model) => rules.numberOf(model).halt !== undefined)) rules.fail('R21', 'close waits for nothing');
}
