import type { TurnOutcome } from 'tidemark';
import { makeDue, takeDue } from './conversation-model.js';
import { type Entry, end, isNewer } from './entry.js';
import { catchUp } from './passing-time.js';
import type { ReceiptsModel } from './receipts-model.js';
import { mayBeForgotten } from './taking-in.js';

/** An activity's turn has ended (R17). */
export function handled(
  rules: ReceiptsModel,
  key: string,
  { entry, outcome }: { entry: Entry; outcome: TurnOutcome },
): void {
  const model = rules.of(key);
  if (entry.other && !rules.closed && model.others > 0) model.others -= 1;
  const { typing } = model;
  typing.by = typing.by.filter((id) => id !== entry.id);
  if (typing.by.length === 0) typing.wanted = false;
  for (const one of model.arrived) if (one.id === entry.id) one.over = true;
  const waiting = model.awaiting.find(({ id }) => id === entry.id);
  if (waiting !== undefined) {
    model.unblockedMs = rules.clock.nowMs();
    const isGood = outcome === 'handled' || outcome === 'emitted';
    if (waiting.when === 'afterHandler' && isGood) waiting.handledMs ??= rules.clock.nowMs();
    else {
      model.awaiting = model.awaiting.filter((other) => other !== waiting);
      end([waiting], 'suppressed');
    }
  }
  catchUp(rules, model);
}

/** An answer went out: it ends the indicator, the first one only (R8). */
export function answered(rules: ReceiptsModel, key: string, { id }: Entry): void {
  const { typing, arrived } = rules.of(key);
  Object.assign(typing, { wanted: false, by: [] });
  if (typing.answeredMs < typing.lastMs) typing.answeredMs = rules.clock.nowMs();
  for (const one of arrived) if (one.id === id) one.over = true;
}

/** The bot asks for the indicator (R8). */
export function wantsTyping(rules: ReceiptsModel, key: string, entry: Entry): void {
  const { typing: mode, when } = rules.options;
  const model = rules.of(key);
  const { typing, awaiting } = model;
  if (mode === 'off' || when === 'afterHandler' || when === 'manual' || rules.closeByMs !== undefined) return;
  if (awaiting.length > 0) return;
  // The policy is asked about what there is.
  if (entry.markable && (model.recent.length > 0 || mayBeForgotten(model))) model.recent.push(entry);
  const by = [...typing.by, entry.id];
  Object.assign(typing, { wanted: true, by, untilMs: rules.clock.nowMs() + 300_000 });
}

/** The bot's word: the message and what is older is due now, whatever the moment; so is what is pending (R17). */
export function markRead(rules: ReceiptsModel, key: string, { id }: Entry): void {
  const model = rules.of(key);
  const nowMs = rules.clock.nowMs();
  const asked = model.awaiting.find((other) => other.id === id);
  if (asked !== undefined) {
    const due = model.awaiting.filter((other) => !isNewer(other, asked));
    for (const one of due) one.asked = true;
    model.unblockedMs = nowMs;
    takeDue(model, due, nowMs);
  }
  makeDue(model, nowMs);
}

/** Everything pending is due now. */
export function flush(rules: ReceiptsModel, key: string): void {
  makeDue(rules.of(key), rules.clock.nowMs());
}

/** Closing begins (R21). */
export function closing(rules: ReceiptsModel, drainTimeoutMs: number): void {
  const nowMs = rules.clock.nowMs();
  rules.closeByMs = nowMs + drainTimeoutMs;
  for (const key of rules.conversations.keys()) makeDue(rules.of(key), nowMs);
}
