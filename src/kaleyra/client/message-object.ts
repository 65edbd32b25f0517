import { TidemarkError } from '../../errors.js';
import type { InteractiveFrame, MediaContent, MediaSource, MessageContent } from '../../message-content.js';
import type { OutgoingMessage } from '../../ports.js';
import { checkMessage } from './check-message.js';
import type { MessagingObject } from './messaging-object.js';
import { emojiOf } from './reaction-emoji.js';
import { recipientOf } from './recipient.js';

/**
 * Builds the message object of any kind, as Meta defines it, and checks it before it leaves.
 *
 * @throws {TidemarkError} `EMPTY_TEXT` for a text that is empty or only white space.
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, for an empty recipient, and for what WhatsApp would refuse.
 */
export function toMessageObject(message: OutgoingMessage): MessagingObject {
  const { to, quotes } = message;
  const content = contentOf(message);
  const whole = { ...content, ...(quotes !== undefined && { context: { message_id: quotes } }) };
  checkMessage(whole);
  return Object.assign(whole, { messaging_product: 'whatsapp', recipient_type: 'individual' }, recipientOf(to));
}

function contentOf(message: MessageContent): MessagingObject & { type: string } {
  switch (message.type) {
    case 'text':
      return textOf(message.text);
    case 'buttons':
      return interactive('button', message, {
        buttons: message.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })),
      });
    case 'list':
      return interactive('list', message, { button: message.button, sections: [{ rows: message.rows }] });
    case 'link':
      return interactive('cta_url', message, {
        name: 'cta_url',
        parameters: { display_text: message.title, url: message.url },
      });
    case 'location': {
      const { latitude, longitude, name, address } = message;
      return { type: 'location', location: defined({ latitude, longitude, name, address }) };
    }
    case 'contacts':
      return { type: 'contacts', contacts: message.contacts };
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: message.messageId, emoji: emojiOf(message.emoji) } };
    case 'raw':
      return { ...message.object, type: String(message.object.type) };
    default:
      return mediaOf(message);
  }
}

function textOf(text: unknown): MessagingObject & { type: string } {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new TidemarkError('EMPTY_TEXT', 'The message has no text: WhatsApp refuses an empty one.');
  }
  return { type: 'text', text: { preview_url: false, body: text } };
}

function mediaOf({ type, media, caption, fileName }: MediaContent): MessagingObject & { type: string } {
  const filename = type === 'document' ? fileName : undefined;
  return { type, [type]: defined({ ...fileOf(media), caption, filename }) };
}

function fileOf(media: MediaSource): { link: string } | { id: string } {
  return 'url' in media ? { link: media.url } : { id: media.mediaId };
}

function interactive(
  type: string,
  { body, header, footer }: InteractiveFrame,
  action: object,
): MessagingObject & { type: string } {
  const above =
    header === undefined
      ? undefined
      : 'text' in header
        ? { type: 'text', text: header.text }
        : { type: 'image', image: fileOf(header.image) };
  const below = footer === undefined ? undefined : { text: footer };
  return {
    type: 'interactive',
    interactive: defined({ type, header: above, body: { text: body }, footer: below, action }),
  };
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
