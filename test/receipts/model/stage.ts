import { type Activity, createReceipts, type ReceiptMoment, type Receipts } from 'tidemark';
import { message, reaction } from '../../helpers/activities.js';
import { silent } from '../../helpers/receipts.js';
import type { Entry } from './conversation-model.js';
import { createModelGateway } from './model-gateway.js';
import { createReceiptsModel, type ReceiptsModel } from './receipts-model.js';
import type { PlannedAnswer, Scenario, Stamp } from './scenario.js';

/** A message that was offered, and what the model knows of it. */
export interface Offered {
  activity: Activity;
  entry: Entry;
}

/** An engine and the model beside it: whatever is offered is offered to both. */
export interface Stage {
  receipts: Receipts;
  model: ReceiptsModel;
  planned: PlannedAnswer[];
  /** What the engine told: messages accepted, and outcomes by event. */
  readonly counted: { accepted: number; ended: number };
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

export function createStage(scenario: Scenario): Stage {
  const { options } = scenario;
  const model = createReceiptsModel(scenario, () => performance.now());
  const planned: PlannedAnswer[] = [];
  const keyOf = new Map<string, string>();
  const offered = new Map<number, Offered[]>();
  const counted = { accepted: 0, ended: 0 };
  let made = 0;

  const gateway = createModelGateway(model, { planned, keyOf });
  const receipts = createReceipts({ gateway, logger: silent, ...options });
  for (const event of ['sent', 'covered', 'suppressed', 'rejected', 'failed', 'expired'] as const) {
    receipts.on(event, ({ older = 0 }) => {
      counted.ended += 1 + older;
    });
  }
  receipts.on('rejected', model.ended);
  receipts.on('failed', model.ended);
  receipts.on('expired', model.ended);
  receipts.on('retrying', model.retrying);
  receipts.on('halted', ({ businessNumber }) => model.numberChanged(businessNumber, true));
  receipts.on('resumed', ({ businessNumber }) => model.numberChanged(businessNumber, false));
  receipts.on('drained', () => {
    model.closed = true;
  });

  const parties = (conversation: number): { customer: string; businessNumber: string } => ({
    customer: `c${conversation}`,
    businessNumber: `${conversation % 2}`,
  });

  function put(activity: Activity, how: { tap: boolean; when?: ReceiptMoment; onReleased?: () => void }): Entry {
    const key = activity.conversation.id;
    const id = activity.id ?? '';
    keyOf.set(id, key);
    const { at, expired } = stampOf(activity);
    const markable = activity.type === 'message';
    const passes = !markable || (how.when ?? options.when) === 'alongside';
    const { entry, expected } = model.offer(key, { id, at: markable ? at : undefined, tap: how.tap, passes, expired });
    const result = receipts.offer(activity, {
      ...(how.when && { when: how.when }),
      onReleased() {
        model.handedOn(key, entry);
        how.onReleased?.();
      },
    });
    if (result !== expected) model.violations.push(`R5 at ${performance.now()}: ${id} is ${result}, not ${expected}`);
    if (result !== 'passed' && result !== 'duplicate') counted.accepted += 1;
    return entry;
  }

  function keep(conversation: number, activity: Activity, entry: Entry): void {
    offered.set(conversation, [...(offered.get(conversation) ?? []), { activity, entry }]);
  }

  const stage: Stage = {
    ...{ receipts, model, planned, counted },
    offer(conversation, { stamp, tap, when, follow }) {
      const at = stamp === 'none' ? Number.NaN : Math.floor(Date.now() / 1000) + stamp;
      const activity = message({ id: `m${++made}`, at, tap, ...parties(conversation) });
      const onReleased = (): void => {
        if (follow) stage.pass(conversation);
      };
      keep(conversation, activity, put(activity, { tap, onReleased, ...(when && { when }) }));
    },
    pass(conversation) {
      const { from, recipient, conversation: where } = message(parties(conversation));
      put({ ...reaction('x'), id: `r${++made}`, from, recipient, conversation: where }, { tap: false });
    },
    again(conversation, { activity }) {
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
function stampOf(activity: Activity): { at: number; expired: boolean } {
  const wallMs = Date.now();
  const kept = secondsOfArrival.get(activity);
  const sentMs = activity.timestamp?.getTime() ?? Number.POSITIVE_INFINITY;
  const isArrival = kept !== undefined || sentMs > wallMs + 60_000;
  const at = isArrival ? (kept ?? Math.floor(wallMs / 1000)) : Math.floor(sentMs / 1000);
  if (isArrival) secondsOfArrival.set(activity, at);
  return { at, expired: at * 1000 < wallMs - 30 * 86_400_000 };
}
