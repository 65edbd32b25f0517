import { type ConversationModel, type ModelCall, oldestOf, putBack, takePending } from './conversation-model.js';
import { type Entry, end, isNewer, newestOf, place } from './entry.js';
import { type NumberModel, returnToken } from './number-model.js';

/** What the policy will say of a message, and when. */
export interface Verdict {
  says: 'yes' | 'no' | 'later';
  /** `Infinity` when it never says anything. */
  afterMs: number;
  notBefore: Date | undefined;
  /** What it came to when it was given. */
  said?: boolean | number;
  /** The turn in which it was given. */
  givenIn?: number;
}

/** The policy is asked about some messages, oldest first (R15). */
export interface Question {
  readonly about: readonly Entry[];
  readonly verdicts: Verdict[];
  readonly startedMs: number;
}

/** What deciding needs to know. */
export interface QuestionPlace {
  model: ConversationModel;
  number: NumberModel;
  nowMs: number;
  wallMs: number;
  turn: number;
  policyTimeoutMs: number;
  callTimeoutMs: number;
  maxPerSecond: number;
}

/** Whether every message has been asked about, which happens at one moment. */
export function isAsked({ about, verdicts }: Question): boolean {
  return verdicts.length === about.length;
}

/** Whether the policy has said a word on every message, and in which turn the last. */
function givenIn({ verdicts }: Question): number | undefined {
  return verdicts.every((verdict) => verdict.givenIn !== undefined)
    ? Math.max(...verdicts.map((verdict) => verdict.givenIn ?? 0))
    : undefined;
}

/** Whether a question is decided by now: what takes too long is when its time is up, the rest with the last word. */
export function isDecided(
  question: Question,
  { nowMs, policyTimeoutMs, callTimeoutMs }: Pick<QuestionPlace, 'nowMs' | 'policyTimeoutMs' | 'callTimeoutMs'>,
): boolean {
  const isTooLate = nowMs >= question.startedMs + Math.min(policyTimeoutMs, callTimeoutMs);
  return isTooLate || givenIn(question) !== undefined;
}

/** When a question is decided, and how: by its answers, by `policyTimeoutMs`, or as a call that took too long. */
export function decisionOf(
  { verdicts, startedMs }: Question,
  { policyTimeoutMs, callTimeoutMs }: Pick<QuestionPlace, 'policyTimeoutMs' | 'callTimeoutMs'>,
): { atMs: number; timedOut: boolean } {
  const answeredMs = Math.max(0, ...verdicts.map(({ afterMs }) => afterMs));
  const limitMs = Math.min(policyTimeoutMs, callTimeoutMs);
  const timedOut = answeredMs > limitMs && callTimeoutMs < policyTimeoutMs;
  return { atMs: startedMs + Math.min(answeredMs, limitMs), timedOut };
}

/** Notes what the policy has said by now; a time is told by the wall clock of that moment. */
export function listen({ verdicts, startedMs }: Question, { nowMs, wallMs }: QuestionPlace): void {
  for (const verdict of verdicts) {
    const { says, afterMs, notBefore, said } = verdict;
    const saidMs = startedMs + afterMs;
    if (said !== undefined || nowMs < saidMs) continue;
    const inMs = (notBefore?.getTime() ?? 0) - (wallMs - (nowMs - saidMs));
    verdict.said = says === 'later' ? inMs <= 0 || saidMs + inMs : says === 'yes';
  }
}

/** Applies the answers (R15): the oldest message that may not be read is a ceiling; what is not answered is a no. */
export function decide(where: QuestionPlace, call: ModelCall, { about, verdicts }: Question): void {
  const said = verdicts.map((verdict) => verdict.afterMs <= where.policyTimeoutMs && (verdict.said ?? false));
  const ceiling = said.findIndex((one) => one !== true);
  if (call.alone) {
    const { typing } = where.model;
    call.stage = 'allowed';
    // The answer may have gone first, or the handler ended (R8).
    if (ceiling < 0 && (typing.wanted || call.repeats !== undefined) && !isBarred(where, call)) return;
    typing.wanted = false;
    notMade(where, call);
    return;
  }
  if (ceiling >= 0) lower(where.model, call, { about, said, ceiling });
  const target = newestOf(call.entries);
  if (target === undefined) notMade(where, call);
  else if (isBarred(where, call)) withheld(where, call);
  else {
    Object.assign(call, { id: target.id, at: target.at, stage: 'allowed' });
    join(where.model, call);
  }
}

function lower(
  model: ConversationModel,
  call: ModelCall,
  { about, said, ceiling }: { about: readonly Entry[]; said: (boolean | number)[]; ceiling: number },
): void {
  call.lowered = true;
  const veto = said.indexOf(false);
  const vetoed = veto < 0 ? [] : about.slice(veto);
  const later = about.slice(ceiling, veto < 0 ? undefined : veto);
  // What is older than the remembered five shares the lot of the oldest remembered one.
  const sharing = ceiling === 0 ? call.entries.filter(({ forgotten }) => forgotten) : [];
  const gone = [...sharing, ...later, ...vetoed];
  call.entries = call.entries.filter((entry) => !gone.includes(entry));
  const first = said[ceiling];
  end(first === false ? gone : vetoed, 'suppressed');
  if ([...later, ...vetoed].some(({ id }) => id === model.typing.plainId)) model.typing.plainId = undefined;
  if (typeof first === 'number') postpone(model, [...sharing, ...later], { notBeforeMs: first, dueMs: call.dueMs });
}

function postpone(
  model: ConversationModel,
  entries: Entry[],
  { notBeforeMs, dueMs }: { notBeforeMs: number; dueMs: number },
): void {
  model.postponed ??= { entries: [], notBeforeMs, dueMs };
  model.postponed.notBeforeMs = notBeforeMs;
  const oldest = newestOf(entries.toReversed());
  // What came meanwhile and is newer waits too.
  const newer = takePending(model, (entry) => oldest !== undefined && isNewer(entry, oldest));
  for (const entry of [...entries, ...newer]) {
    entry.holds = 'no';
    place(model.postponed.entries, entry);
  }
}

/** The request goes out: what came meanwhile and is strictly older joins it (R6). */
export function join(model: ConversationModel, call: ModelCall): void {
  const joining = oldestOf(model.pending, ({ at }) => at < call.at);
  model.pending = model.pending.filter((entry) => !joining.includes(entry));
  for (const entry of joining) {
    if (entry.holds === 'pending') entry.holds = 'flight';
    place(call.entries, entry);
  }
}

/** R10, R11: while the policy was asked the number was halted, or told to wait. */
function isBarred({ number, nowMs }: QuestionPlace, { probe }: ModelCall): boolean {
  return !probe && (number.halt !== undefined || number.pausedUntilMs > nowMs);
}

/**
 * The number was halted, or told to wait, in the very turn of the policy's word, or when its time was up: which came
 * first is not said, so that the request may have been kept back, which R10 and R11 ask for as soon as it is known.
 */
export function mayBeWithheld(
  { number, policyTimeoutMs, callTimeoutMs }: Pick<QuestionPlace, 'number' | 'policyTimeoutMs' | 'callTimeoutMs'>,
  { stage, probe, question }: ModelCall,
): boolean {
  if (stage !== 'allowed' || probe || question === undefined) return false;
  const turn = givenIn(question);
  if (turn !== undefined) return turn === number.barred.turn;
  return decisionOf(question, { policyTimeoutMs, callTimeoutMs }).atMs === number.barred.ms;
}

/** What it would have carried waits on, and so does its hand-over. */
export function withheld(where: QuestionPlace, call: ModelCall): void {
  const { model } = where;
  const waiting = call.entries.filter(({ holds }) => holds === 'flight');
  putBack(model, call);
  for (const entry of waiting) entry.holds = 'pending';
  notMade(where, call);
}

/** No request goes out: the token is returned. */
export function notMade(
  { model, number, maxPerSecond, nowMs, turn }: QuestionPlace,
  { probe, question }: ModelCall,
): void {
  model.call = undefined;
  model.freeMs = nowMs;
  const lastIn = question && givenIn(question);
  returnToken(number, maxPerSecond, { nowMs, turn: lastIn ?? turn, isTimed: lastIn === undefined });
  if (probe && number.halt !== undefined) number.halt.probing = false;
}
