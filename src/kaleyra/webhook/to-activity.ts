import type { Activity, ChannelAccount } from '../../activity/activity.js';
import { conversationIdOf } from '../../activity/conversation-id.js';
import type { Contact } from './contact-index.js';
import { defined } from './defined.js';
import type { JsonObject } from './json.js';
import type { KindResult } from './kinds/kind.js';
import type { Message } from './message.js';

/** Where a message belongs. */
export interface Scene {
  /** The business number, digits only. */
  businessNumber: string;
  /** The provider's API base URL. */
  serviceUrl: string;
  /** What the webhook says about the sender. */
  contact: Contact | undefined;
  /** What the provider adds to the webhook, frozen. */
  extraInfo: JsonObject | undefined;
}

/** The activity of a customer's message. */
export function toActivity(message: Message, { content, marks }: KindResult, scene: Scene): Activity {
  const { sender } = message;
  // Not a spread first: V8 then adds each further field at many times the cost.
  return {
    id: message.id,
    ...frameOf(message, scene, sender),
    ...defined({ replyToId: message.quotedId }),
    from: { id: sender, ...defined({ name: scene.contact?.name }), role: 'user' },
    recipient: { id: scene.businessNumber, role: 'bot' },
    ...content,
    channelData: channelDataOf(message, scene, marks),
  };
}

/**
 * The event `whatsapp/echo` of a message that the business itself sent, such as from its phone: never a customer's.
 *
 * Where the webhook does not tell to whom, its conversation is that of the business with itself.
 */
export function toEcho(message: Message, scene: Scene): Activity {
  const user = message.to;
  const bot: ChannelAccount = { id: scene.businessNumber, role: 'bot' };
  return {
    id: message.id,
    ...frameOf(message, scene, user ?? scene.businessNumber),
    ...defined({ replyToId: message.quotedId }),
    from: bot,
    recipient: user === undefined ? { ...bot } : { id: user, role: 'user' },
    type: 'event',
    name: 'whatsapp/echo',
    value: message.raw,
    channelData: channelDataOf(message, scene),
  };
}

function frameOf(
  message: Message,
  scene: Scene,
  userId: string,
): Pick<Activity, 'timestamp' | 'channelId' | 'serviceUrl' | 'conversation'> {
  return {
    channelId: 'whatsapp',
    ...defined({ timestamp: message.timestamp }),
    serviceUrl: scene.serviceUrl,
    conversation: { id: conversationIdOf({ businessNumber: scene.businessNumber, userId }), isGroup: false },
  };
}

// No keys named type, user, text, channel, postback or optin: bots written for other channels branch on those.
function channelDataOf(message: Message, { contact, extraInfo }: Scene, marks: KindResult['marks'] = {}): object {
  return Object.freeze({
    provider: 'kaleyra',
    message: message.raw,
    ...defined({ contact: contact?.entry, extraInfo }),
    ...marks,
  });
}
