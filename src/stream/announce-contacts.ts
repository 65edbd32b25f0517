import type { Activity } from '../activity/activity.js';
import { isMarkable } from '../activity/is-markable.js';
import type { Inbox } from '../ports.js';
import { createRecentlyUsed } from '../recently-used.js';

// A conversation that is forgotten is announced again.
const MAX_KNOWN = 100_000;

/**
 * An inbox that gives out a `conversationUpdate` before a customer's first message.
 *
 * It is made as the message is given out, which proves that the message was accepted, and not before: a redelivery or
 * a full inbox announces nobody, and no other message can come between the two.
 */
export function announceContacts(inbox: Inbox): Inbox & { know(conversation: string): void } {
  const known = createRecentlyUsed<true>(MAX_KNOWN);
  // Given out and not settled; the inbox itself knows nothing of them.
  const open = new Map<string, Activity>();

  function contactBefore(message: Activity): Activity | undefined {
    if (!isMarkable(message)) return undefined;
    const { id } = message.conversation;
    if (known.get(id) === undefined) {
      known.set(id, true);
      open.set(contactIdOf(message), contactOf(message));
    }
    return open.get(contactIdOf(message));
  }

  return {
    accept: (activity) => inbox.accept(activity),
    deliver(emit) {
      let stopped = false;
      const stop = inbox.deliver((activity) => {
        const contact = contactBefore(activity);
        if (contact !== undefined) emit(contact);
        // Whoever was given the contact may have ended delivery.
        if (!stopped) emit(activity);
      });
      return () => {
        stopped = true;
        stop();
      };
    },
    know: (conversation) => void known.set(conversation, true),
    ...(inbox.failed !== undefined && {
      failed: (activity: Activity) => (open.has(activity.id ?? '') ? 1 : (inbox.failed?.(activity) ?? 1)),
    }),
    settle: (activity, outcome) => (open.delete(activity.id ?? '') ? undefined : inbox.settle(activity, outcome)),
    async close() {
      const remaining = await inbox.close();
      return remaining.flatMap((activity) => [open.get(contactIdOf(activity)) ?? [], activity].flat());
    },
  };
}

function contactIdOf({ id = '' }: Activity): string {
  return `${id}:firstContact`;
}

function contactOf(message: Activity): Activity {
  const { timestamp, channelId, serviceUrl, from, recipient, conversation, channelData } = message;
  const { provider, contact } = (channelData ?? {}) as { provider?: unknown; contact?: unknown };
  return {
    type: 'conversationUpdate',
    id: contactIdOf(message),
    ...(timestamp !== undefined && { timestamp }),
    channelId,
    serviceUrl,
    from: { ...from },
    recipient: { ...recipient },
    conversation: { ...conversation },
    membersAdded: [{ ...from, role: 'user' }],
    channelData: Object.freeze({ provider, ...(contact !== undefined && { contact }) }),
  };
}
