import { type ConversationModel, targetOf } from './conversation-model.js';
import type { NumberModel } from './number-model.js';
import type { ReceiptsModel } from './receipts-model.js';

/** R13: what a hand-over still waits for goes first, newest due first; then what nobody waits for, in due order. */
export function checkOrder(rules: ReceiptsModel, model: ConversationModel, number: NumberModel): void {
  if (number.halt !== undefined) return;
  const mine = urgencyOf(rules, model);
  for (const other of rules.conversations.values()) {
    if (other === model || other.businessNumber !== model.businessNumber || !waitsItsTurn(rules, other)) continue;
    const theirs = urgencyOf(rules, other);
    const isBehind =
      (mine === 'none' && theirs === 'some') ||
      (mine === 'some' && theirs === 'some' && other.dueMs > model.dueMs) ||
      (mine === 'none' && theirs === 'none' && other.dueMs < model.dueMs);
    if (isBehind) rules.fail('R13', `${targetOf(model)?.id} goes before ${targetOf(other)?.id}`);
  }
}

/** Whether somebody waits for the conversation's receipt; an answer may, without the model knowing. */
function urgencyOf(rules: ReceiptsModel, { key, arrived }: ConversationModel): 'some' | 'none' | 'unsure' {
  const held = arrived.filter(({ handedOn }) => !handedOn);
  if (held.some((entry) => rules.mayWait(key, entry, 'released'))) return 'some';
  return arrived.some((entry) => rules.mayWait(key, entry, 'beforeAnswer')) ? 'unsure' : 'none';
}

/** Whether nothing but its turn keeps a conversation's call, for a millisecond at least. */
function waitsItsTurn({ clock }: ReceiptsModel, model: ConversationModel): boolean {
  const since = Math.max(model.dueMs, model.resumedMs, model.notBeforeMs + 1, model.freeMs) + 1;
  return model.call === undefined && targetOf(model) !== undefined && since < clock.nowMs();
}
