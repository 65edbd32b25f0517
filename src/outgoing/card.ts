import type { CardAction } from './card-action.js';

/** What a card says and offers, whatever its kind. */
export interface Card {
  text: string;
  actions: readonly CardAction[];
  /** Its picture, which can stand above the buttons. */
  imageUrl: string | undefined;
  /** Files it plays or shows. */
  mediaUrls: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a Bot Framework card; `undefined` for an attachment that is none. */
export function cardOf(contentType: string, content: unknown): Card | undefined {
  const read = readers.get(contentType);
  if (read === undefined || typeof content !== 'object' || content === null) return undefined;
  return read(content as Fields);
}

const prefix = 'application/vnd.microsoft.card.';
const readers: ReadonlyMap<string, (content: Fields) => Card> = new Map([
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
  return { ...plainCard(content), imageUrl: textAt(image, 'url') };
}

function plainCard(content: Fields): Card {
  return {
    text: lines(bold(textAt(content, 'title')), textAt(content, 'subtitle'), textAt(content, 'text')),
    actions: listOf(content.buttons) as readonly CardAction[],
    imageUrl: undefined,
    mediaUrls: [],
  };
}

function mediaCard(content: Fields): Card {
  const mediaUrls = listOf(content.media).flatMap((one) => textAt(one, 'url') ?? []);
  return { ...plainCard(content), mediaUrls };
}

function receiptCard(content: Fields): Card {
  const facts = listOf(content.facts).map((fact) => pair(textAt(fact, 'key'), textAt(fact, 'value')));
  const items = listOf(content.items).map((item) => {
    const quantity = textAt(item, 'quantity');
    const title = [quantity === undefined ? undefined : `${quantity} ×`, textAt(item, 'title')]
      .filter(Boolean)
      .join(' ');
    return lines(pair(title, textAt(item, 'price')), textAt(item, 'subtitle'));
  });
  const sums = [
    ['Tax', 'tax'],
    ['VAT', 'vat'],
    ['Total', 'total'],
  ].map(([label, key]) => (textAt(content, key ?? '') === undefined ? '' : pair(label, textAt(content, key ?? ''))));
  const text = lines(bold(textAt(content, 'title')), ...facts, ...items, ...sums);
  return { ...plainCard(content), text };
}

// Only what a person would read: the author's own fallback, else its texts in order.
function adaptiveCard(content: Fields): Card {
  const text = textAt(content, 'fallbackText') ?? textAt(content, 'speak') ?? lines(...textsIn(content.body));
  const actions = listOf(content.actions).flatMap((action): CardAction[] => {
    const title = textAt(action, 'title');
    const type = textAt(action, 'type');
    if (type === 'Action.OpenUrl') return [{ type: 'openUrl', title, value: textAt(action, 'url') }];
    if (type === 'Action.Submit' || type === 'Action.Execute')
      return [{ type: 'postBack', title, value: fieldOf(action, 'data') }];
    return [];
  });
  return { text, actions, imageUrl: undefined, mediaUrls: [] };
}

function textsIn(body: unknown): string[] {
  return listOf(body).flatMap((element) => {
    const facts = listOf(fieldOf(element, 'facts')).map((fact) => pair(textAt(fact, 'title'), textAt(fact, 'value')));
    const own = textAt(element, 'text');
    const inner = ['items', 'columns', 'inlines'].flatMap((key) => textsIn(fieldOf(element, key)));
    return [...(own === undefined ? [] : [own]), ...facts, ...inner];
  });
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Fields)[key] : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  if (typeof field === 'number') return String(field);
  return typeof field === 'string' && field.trim() !== '' ? field : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

function pair(label: string | undefined, value: string | undefined): string {
  return [label, value].filter(Boolean).join(': ');
}

function bold(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `*${text.trim()}*`;
}
