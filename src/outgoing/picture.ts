import { fileOf, type OutgoingFile } from './media.js';
import { typeOfUrl } from './type-of-url.js';

const headerTypes: readonly (string | undefined)[] = ['image/jpeg', 'image/png', undefined];

/** Whether WhatsApp takes it above buttons: what it can fetch and, as far as the URL tells, no GIF and the like. */
export function isHeaderPicture(url: string): boolean {
  return /^https?:\/\//i.test(url) && headerTypes.includes(typeOfUrl(url));
}

/** A card's picture as a message of its own. */
export function pictureOf(url: string): OutgoingFile {
  return fileOf({ contentType: typeOfUrl(url) ?? 'image/jpeg', contentUrl: url });
}
