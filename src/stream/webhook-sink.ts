import type { Subject } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import type { GuardedEmitter } from '../guarded-emitter.js';
import type { AccountEvent, MessageStatus } from '../kaleyra/webhook/parsed-webhook.js';
import type { Acceptance, Inbox, Logger } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import type { WebhookCounts, WebhookSink } from '../webhook/handle-webhook.js';
import type { ChannelEvents } from './channel.js';
import { type Deliveries, type Delivery, settled } from './deliveries.js';
import type { SentIds } from './sent-ids.js';
import type { Telling } from './telling.js';

/** What accepting a webhook works with. */
export interface WebhookSinkOptions {
  inbox: Inbox;
  receipts: Receipts;
  deliveries: Deliveries;
  telling: Telling;
  sentIds: SentIds;
  /** What is accepted here may be delivered by another process. */
  isShared: boolean;
  log: Logger;
  events: GuardedEmitter<ChannelEvents>;
  status$: Subject<MessageStatus>;
  account$: Subject<AccountEvent>;
  isClosing: () => boolean;
  /** Whether somebody listens; what nobody listens to waits. */
  isHeard: () => boolean;
  parse: WebhookSink['parse'];
  /** The activities that a status comes as besides; the bot knows its message by `sentId`. */
  askedOf: (status: MessageStatus, sentId: string) => readonly Activity[];
}

export function createWebhookSink(options: WebhookSinkOptions): WebhookSink {
  const { inbox, receipts, deliveries, telling, sentIds, log, events, status$, account$ } = options;
  const { isClosing, isHeard, isShared, parse, askedOf } = options;

  let toldUnheard = false;
  function tellUnheard(): void {
    if (toldUnheard || isHeard()) return;
    toldUnheard = true;
    log.warn({}, 'messages wait for a consumer: call channel.handle, dispatch, or subscribe to activity$');
  }

  /** Takes one activity over; the delivery is known before the inbox can emit it. */
  async function take(given: Activity): Promise<{ acceptance: Acceptance; delivery: Delivery | undefined }> {
    // Whoever gives it out knows what was offered there.
    if (isShared) return { acceptance: await accepted(given), delivery: undefined };
    const activity = telling.told(given);
    const delivery = deliveries.find(activity) ?? deliveries.add(activity);
    delivery.storing += 1;
    let acceptance: Acceptance = 'full';
    try {
      // Before the inbox gives it to a bot that offers something new.
      const answered = telling.answeredBy(activity);
      acceptance = await accepted(activity);
      delivery.accepted ||= acceptance === 'accepted';
      if (acceptance === 'accepted') answered();
    } finally {
      delivery.storing -= 1;
      // Another webhook may be storing the same message.
      if (!delivery.accepted && delivery.storing === 0) deliveries.drop(delivery);
    }
    return { acceptance, delivery: delivery.accepted ? delivery : undefined };
  }

  async function accepted(activity: Activity): Promise<Acceptance> {
    try {
      return await inbox.accept(activity);
    } catch (err) {
      log.error({ id: activity.id, err }, 'the inbox could not take a message over');
      throw err;
    }
  }

  async function done(delivery: Delivery): Promise<void> {
    await settled(delivery);
    await outcomeOrHalt(receipts, delivery.activity);
  }

  return {
    isClosing,
    parse,
    async accept({ activities, statuses, account, skipped }) {
      const counts: WebhookCounts = {
        accepted: 0,
        duplicates: 0,
        statuses: statuses.length,
        account: account.length,
        skipped: skipped.length,
      };
      // Before the activities: a reaction of the same webhook may be to such a message.
      const toldStatuses = statuses.map(sentIds.statusOf);
      const asked = statuses.flatMap((status, index) => askedOf(status, toldStatuses[index]?.id ?? status.id));
      const taken: Delivery[] = [];
      let waits = false;
      for (const [index, activity] of [...activities, ...asked].entries()) {
        const { acceptance, delivery } = await take(activity);
        if (acceptance === 'full') return { full: true, counts, settled: () => Promise.resolve() };
        // A status is counted as one, whatever it comes as besides.
        if (index < activities.length) counts[acceptance === 'duplicate' ? 'duplicates' : 'accepted'] += 1;
        if (delivery !== undefined) taken.push(delivery);
        waits ||= acceptance !== 'duplicate';
      }
      if (waits) tellUnheard();
      for (const { id, reason } of skipped) {
        events.emit('messageSkipped', () => ({ id, reason }));
        log.warn({ id, reason }, 'a message of a webhook could not be read');
      }
      for (const status of toldStatuses) status$.next(status);
      for (const event of account) account$.next(event);
      return { full: false, counts, settled: async () => void (await Promise.all(taken.map(done))) };
    },
  };
}

// A halted number may stay so for hours: its receipts are not waited for.
async function outcomeOrHalt(receipts: Receipts, activity: Activity): Promise<void> {
  const number = activity.recipient.id;
  if (Object.hasOwn(receipts.stats().halted, number)) return;
  let off: () => void = () => undefined;
  const halted = new Promise<void>((resolve) => {
    off = receipts.on('halted', ({ businessNumber }) => businessNumber === number && resolve());
  });
  await Promise.race([receipts.outcome(activity), halted]);
  off();
}
