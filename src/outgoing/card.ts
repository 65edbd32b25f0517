import type { CardAction } from '../activity/activity.js';
import { adaptiveCardOf } from './adaptive-card.js';
import { bold, fieldOf, lines, listOf, pair, textAt } from './fields.js';
import { toWhatsAppMarks } from './markdown.js';

/** What a card says and offers, whatever its kind. */
export interface Card {
  text: string;
  actions: readonly CardAction[];
  /** Its picture, which can stand above the buttons. */
  imageUrl: string | undefined;
  /** Files it plays or shows. */
  mediaUrls: readonly string[];
  /** Whether WhatsApp has no form for it, so that its text is what there was to see. */
  isFlattened: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a Bot Framework card; `undefined` for an attachment that is none. Its text is in the format of the activity's;
 * adaptive cards have a format of their own.
 */
export function cardOf(contentType: string | undefined, content: unknown, textFormat?: string): Card | undefined {
  const read = readers.get(contentType);
  if (read === undefined || typeof content !== 'object' || content === null) return undefined;
  const fields = content as Fields;
  const text = textAt(fields, 'text');
  const isMarkdown = textFormat === 'markdown' && text !== undefined;
  return read(isMarkdown ? { ...fields, text: toWhatsAppMarks(text) } : fields);
}

const prefix = 'application/vnd.microsoft.card.';
const readers: ReadonlyMap<string | undefined, (content: Fields) => Card> = new Map([
  [`${prefix}hero`, pictureCard],
  [`${prefix}thumbnail`, pictureCard],
  [`${prefix}signin`, plainCard],
  [`${prefix}oauth`, plainCard],
  [`${prefix}receipt`, receiptCard],
  [`${prefix}audio`, mediaCard],
  [`${prefix}video`, mediaCard],
  [`${prefix}animation`, mediaCard],
  [`${prefix}adaptive`, adaptiveCard],
]);

function pictureCard(content: Fields): Card {
  const [image] = listOf(content.images);
  const card = plainCard(content);
  const actions = [...card.actions, ...tapOf(content, card.actions)];
  return { ...card, actions, imageUrl: textAt(image, 'url'), isFlattened: false };
}

/** Where a tap on the card leads; WhatsApp has no such tap, so it is a link where the card has none. */
function tapOf({ tap }: Fields, buttons: readonly CardAction[]): CardAction[] {
  const isLink = (action: unknown): boolean => fieldOf(action, 'type') === 'openUrl';
  return isLink(tap) && !buttons.some(isLink) ? [tap as CardAction] : [];
}

function plainCard(content: Fields): Card {
  return {
    text: lines(bold(textAt(content, 'title')), textAt(content, 'subtitle'), textAt(content, 'text')),
    actions: listOf(content.buttons).filter((one): one is CardAction => typeof one === 'object' && one !== null),
    imageUrl: undefined,
    mediaUrls: [],
    isFlattened: true,
  };
}

function mediaCard(content: Fields): Card {
  const mediaUrls = listOf(content.media).flatMap((one) => textAt(one, 'url') ?? []);
  return { ...plainCard(content), mediaUrls };
}

function adaptiveCard(content: Fields): Card {
  return { ...plainCard({}), ...adaptiveCardOf(content) };
}

const sums = [
  ['Tax', 'tax'],
  ['VAT', 'vat'],
  ['Total', 'total'],
] as const;

function receiptCard(content: Fields): Card {
  const facts = listOf(content.facts).map((fact) => pair(textAt(fact, 'key'), textAt(fact, 'value')));
  const items = listOf(content.items).map((item) => {
    const quantity = textAt(item, 'quantity');
    const title = [quantity === undefined ? undefined : `${quantity} ×`, textAt(item, 'title')]
      .filter(Boolean)
      .join(' ');
    return lines(pair(title, textAt(item, 'price')), textAt(item, 'subtitle'));
  });
  const sum = sums.map(([label, key]) => (textAt(content, key) === undefined ? '' : pair(label, textAt(content, key))));
  return { ...plainCard(content), text: lines(bold(textAt(content, 'title')), ...facts, ...items, ...sum) };
}
