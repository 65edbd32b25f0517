import type { Activity } from '../../activity/activity.js';
import { partiesOf } from '../../activity/conversation-id.js';
import { defined } from './defined.js';
import type { MessageStatus } from './parsed-webhook.js';

/** Which activities a status comes as, and what they need besides. */
export interface StatusActivityOptions {
  /** The event `whatsapp/status`. */
  statuses: boolean;
  /** The event `application/vnd.microsoft.readReceipt`, for the status `read`. */
  readEvents: boolean;
  /** The provider's API base URL. */
  serviceUrl: string;
  /** The id the bot knows the message by. */
  sentId: string;
}

/** The activities of a status: their ids are made of the webhook's own, so that a redelivery gives the same ones. */
export function statusActivities(status: MessageStatus, options: StatusActivityOptions): Activity[] {
  const { statuses, readEvents, serviceUrl, sentId } = options;
  const parties = partiesOf(status.conversation);
  if (parties === undefined) return [];
  const event = (idEnd: string, name: string, value: object): Activity => ({
    type: 'event',
    id: `${status.id}:${idEnd}`,
    ...defined({ timestamp: status.timestamp }),
    channelId: 'whatsapp',
    serviceUrl,
    from: { id: parties.userId, role: 'user' },
    recipient: { id: parties.businessNumber, role: 'bot' },
    conversation: { id: status.conversation, isGroup: false },
    name,
    value,
    channelData: status.channelData,
  });
  const { status: word, timestamp, errors } = status;
  const told = { id: sentId, status: word, ...defined({ timestamp: timestamp?.toISOString(), errors }) };
  const read = { lastReadMessageId: sentId };
  return [
    ...(statuses ? [event(word, 'whatsapp/status', told)] : []),
    // No status is called so: they are lower case.
    ...(readEvents && word === 'read' ? [event('readReceipt', 'application/vnd.microsoft.readReceipt', read)] : []),
  ];
}
