import { buttonKind } from './button.js';
import { contactsKind } from './contacts.js';
import { eventKind } from './event.js';
import { interactiveKind } from './interactive.js';
import type { Kind } from './kind.js';
import { locationKind } from './location.js';
import { mediaKind } from './media.js';
import { orderKind } from './order.js';
import { reactionKind } from './reaction.js';
import { textKind } from './text.js';

const mediaKinds: ReadonlyMap<string, Kind> = new Map([
  ['image', mediaKind('image')],
  ['video', mediaKind('video')],
  ['audio', mediaKind('audio')],
  ['voice', mediaKind('voice', 'audio')],
  ['document', mediaKind('document')],
  ['sticker', mediaKind('sticker')],
]);

const kinds: ReadonlyMap<string, Kind> = new Map([
  ...mediaKinds,
  ['text', textKind],
  ['location', locationKind],
  ['contacts', contactsKind],
  ['interactive', interactiveKind],
  ['button', buttonKind],
  ['order', orderKind],
  ['reaction', reactionKind],
]);

/** The kind of a message type: for `system`, `unsupported`, `request_welcome` and new types that of events. */
export function kindOf(type: string): Kind {
  return kinds.get(type) ?? eventKind;
}

/** Whether messages of this type carry a file. */
export function isMediaType(type: unknown): boolean {
  return typeof type === 'string' && mediaKinds.has(type);
}
