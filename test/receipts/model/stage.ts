import type { Activity, OfferOptions, OfferResult, ReceiptMoment, ReceiptStats, Receipts } from 'tidemark';
import { message, reaction } from '../../helpers/activities.js';
import { isTooOld } from './check-call.js';
import { answered, flush, markRead, wantsTyping } from './commands.js';
import type { Entry } from './entry.js';
import { createReceiptsModel, type ModelClock, type ReceiptsModel } from './receipts-model.js';
import type { PlannedAnswer, PlannedVerdict, Scenario, Stamp } from './scenario.js';
import { takeIn } from './taking-in.js';

/** What is under test: a receipt engine, or the core in a loop of the test's own. */
export interface Subject extends Pick<Receipts, 'typing' | 'answered' | 'handled' | 'markRead' | 'flush' | 'close'> {
  /** `facts` is for those that do not read a clock: what R2 and R14 make of the activity's timestamp. */
  offer(activity: Activity, options: OfferOptions, facts: { at: number; expired: boolean; tap: boolean }): OfferResult;
  stats(): ReceiptStats;
}

/** What a subject works with. */
export interface SubjectParts {
  scenario: Scenario;
  model: ReceiptsModel;
  /** Answers and verdicts that are still to be given, in order. */
  answers: PlannedAnswer[];
  verdicts: PlannedVerdict[];
  /** Timers of the policy's own. */
  policyTimers: { open: number };
  /** The conversation of a message. */
  keyOf: (id: string) => string;
}

/** A message that was offered, and what the model knows of it. */
export interface Offered {
  activity: Activity;
  entry: Entry;
}

/** A subject and the model beside it: whatever happens happens to both. */
export interface Stage<S extends Subject> extends SubjectParts {
  subject: S;
  offer(
    conversation: number,
    message: { stamp: Stamp; tap: boolean; when: ReceiptMoment | undefined; follow: boolean },
  ): void;
  /** Offers what needs no receipt. */
  pass(conversation: number): void;
  again(conversation: number, offered: Offered): void;
  /** A message of the conversation, counted from the newest. */
  newest(conversation: number, back: number): Offered | undefined;
}

export function createStage<S extends Subject>(
  scenario: Scenario,
  clock: ModelClock,
  make: (parts: SubjectParts) => S,
): Stage<S> {
  const { options } = scenario;
  const model = createReceiptsModel(options, clock);
  const keys = new Map<string, string>();
  const offered = new Map<number, Offered[]>();
  const parts: SubjectParts = {
    ...{ scenario, model, answers: [], verdicts: [], policyTimers: { open: 0 } },
    keyOf: (id) => keys.get(id) ?? '',
  };
  const subject = make(parts);
  let made = 0;

  const parties = (conversation: number): { customer: string; businessNumber: string } => ({
    customer: `c${conversation}`,
    businessNumber: `${conversation % 2}`,
  });

  function put(activity: Activity, how: { tap: boolean; when?: ReceiptMoment; onReleased?: () => void }): Entry {
    const key = activity.conversation.id;
    const id = activity.id ?? '';
    keys.set(id, key);
    const facts = { ...stampOf(activity, clock.wallMs()), tap: how.tap };
    const at = activity.type === 'message' ? facts.at : undefined;
    const when = how.when ?? options.when;
    const { entry, expected } = takeIn(model, key, { ...facts, id, at, when });
    const onReleased = (): void => {
      model.handedOn(key, entry);
      how.onReleased?.();
    };
    const result = subject.offer(activity, { ...(how.when && { when: how.when }), onReleased }, facts);
    if (result !== expected) model.fail('R5', `${id} is ${result}, not ${expected}`);
    return entry;
  }

  function keep(conversation: number, activity: Activity, entry: Entry): void {
    offered.set(conversation, [...(offered.get(conversation) ?? []), { activity, entry }]);
  }

  const stage: Stage<S> = {
    ...parts,
    subject,
    offer(conversation, { stamp, tap, when, follow }) {
      const before = stage.newest(conversation, 0)?.activity.timestamp?.getTime() ?? clock.wallMs();
      const second = Math.floor((stamp === 'same' ? before : clock.wallMs()) / 1000);
      const at = stamp === 'none' ? Number.NaN : second + (stamp === 'same' ? 0 : stamp);
      const activity = message({ id: `m${++made}`, at, tap, ...parties(conversation) });
      const onReleased = (): void => {
        if (follow) stage.pass(conversation);
      };
      keep(conversation, activity, put(activity, { tap, onReleased, ...(when && { when }) }));
    },
    pass(conversation) {
      const { from, recipient, conversation: where } = message({ at: 0, ...parties(conversation) });
      const activity = { ...reaction('x'), id: `r${++made}`, from, recipient, conversation: where };
      keep(conversation, activity, put(activity, { tap: false }));
    },
    again(conversation, { activity }) {
      // Whether it is a duplicate or too old by now is not said.
      if (stampOf(activity, clock.wallMs()).expired) return;
      const { tap = false } = activity.channelData as { tap?: boolean };
      keep(conversation, activity, put(activity, { tap }));
    },
    newest(conversation, back) {
      const all = offered.get(conversation) ?? [];
      const chosen = all[Math.max(0, all.length - 1 - back)];
      // An engine knows activities by their id: of the same one offered twice it means the last.
      return all.findLast(({ activity }) => activity === chosen?.activity);
    },
  };
  return stage;
}

const secondsOfArrival = new WeakMap<Activity, number>();

/** The second of R2, which an activity keeps, and whether it is too long ago (R14). */
export function stampOf(activity: Activity, wallMs: number): { at: number; expired: boolean } {
  const kept = secondsOfArrival.get(activity);
  const sentMs = activity.timestamp?.getTime() ?? Number.POSITIVE_INFINITY;
  const isArrival = kept !== undefined || sentMs > wallMs + 60_000;
  const at = isArrival ? (kept ?? Math.floor(wallMs / 1000)) : Math.floor(sentMs / 1000);
  if (isArrival) secondsOfArrival.set(activity, at);
  return { at, expired: isTooOld(at, wallMs) };
}

/** Does a step that is about a message, to the model and then to the subject. */
export function act(
  { model, subject }: Pick<Stage<Subject>, 'model' | 'subject'>,
  what: 'typing' | 'answered' | 'markRead' | 'flush',
  { activity, entry }: Offered,
): void {
  const key = activity.conversation.id;
  if (what === 'typing') wantsTyping(model, key, entry);
  else if (what === 'flush') flush(model, key);
  else if (what === 'answered') answered(model, key, entry);
  else markRead(model, key, entry);
  if (what === 'flush') subject.flush(key);
  else subject[what](activity);
}
