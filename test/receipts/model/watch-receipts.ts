import type { Activity, Receipts } from 'tidemark';
import { answered, closing, handled, markRead, wantsTyping } from './commands.js';
import type { Entry } from './entry.js';
import type { ReceiptsModel } from './receipts-model.js';
import { stampOf } from './stage.js';
import { takeIn } from './taking-in.js';

/** Tells the model whatever a channel asks of its receipts, before they do it. */
export function watchReceipts(receipts: Receipts, model: ReceiptsModel, keys: Map<string, string>): void {
  const real = { ...receipts };
  const entryOf = ({ conversation, id }: Activity): Entry | undefined =>
    model.of(conversation.id).arrived.findLast((entry) => entry.id === id);

  function about(activity: Activity, how: (key: string, entry: Entry) => void): void {
    const entry = entryOf(activity);
    if (entry !== undefined) how(activity.conversation.id, entry);
  }

  Object.assign(receipts, {
    offer(activity, { onReleased, ...options } = {}) {
      const { conversation, id = '', type, channelData } = activity;
      const key = conversation.id;
      keys.set(id, key);
      const { at, expired } = stampOf(activity, model.clock.wallMs());
      const { tap = false } = (channelData ?? {}) as { tap?: boolean };
      const { when } = model.options;
      const { entry, expected } = takeIn(model, key, {
        id,
        at: type === 'message' ? at : undefined,
        tap,
        when,
        expired,
      });
      const released = (one: Activity): void => {
        model.handedOn(key, entry);
        onReleased?.(one);
      };
      const result = real.offer(activity, { ...options, onReleased: released });
      if (result !== expected) model.fail('R5', `${id} is ${result}, not ${expected}`);
      return result;
    },
    handled(activity, outcome) {
      about(activity, (key, entry) => {
        if (entry.ended) model.fail('R17', `the turn of ${entry.id} ends twice`);
        entry.ended = true;
        handled(model, key, { entry, outcome });
      });
      real.handled(activity, outcome);
    },
    typing(activity, options) {
      about(activity, (key, entry) => wantsTyping(model, key, entry));
      real.typing(activity, options);
    },
    answered(activity) {
      about(activity, (key, entry) => answered(model, key, entry));
      real.answered(activity);
    },
    markRead(activity) {
      about(activity, (key, entry) => markRead(model, key, entry));
      real.markRead(activity);
    },
    close(options = {}) {
      closing(model, options.drainTimeoutMs ?? 10_000);
      return real.close(options);
    },
  } satisfies Partial<Receipts>);
}
