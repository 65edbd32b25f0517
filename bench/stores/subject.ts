import { createChannel, type Store, type WebhookRequest } from 'tidemark';
import { silent } from '../alternatives/tidemark.js';

/** Something that takes webhooks over and hands their messages to a handler. */
export interface Subject {
  readonly name: string;
  start(onHandled: (id: string) => void): Promise<Running>;
}

/** A subject at work. */
export interface Running {
  /** Resolves when the messages of a webhook are taken over. */
  accept(webhook: WebhookRequest): Promise<void>;
  stop(): Promise<unknown>;
}

/** A channel on a store, which is in memory unless one is made. */
export function channelOn(
  name: string,
  openStore?: () => Promise<{ store: Store; remove?: () => Promise<void> }>,
): Subject {
  return {
    name,
    async start(onHandled) {
      const { store, remove } = (await openStore?.()) ?? {};
      const channel = createChannel({
        gateway: { markRead: async () => undefined, send: async () => ({ id: '' }) },
        webhook: { auth: 'none' },
        // The handler does not wait for the window, so that what is measured is the store.
        receipts: { when: 'alongside', maxPerSecond: 10_000 },
        ...(store === undefined ? { maxWaiting: 1_000_000 } : { store }),
        logger: silent,
      });
      channel.handle(({ id = '' }) => onHandled(id));
      return {
        async accept(webhook) {
          const { status } = await channel.handleWebhook(webhook);
          if (status !== 200) throw new Error(`${name} answered a webhook ${status}`);
        },
        async stop() {
          await channel.close();
          await remove?.();
        },
      };
    },
  };
}
