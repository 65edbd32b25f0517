import type { Attachment, OutgoingActivity } from '../activity/activity.js';
import { describeValue } from '../describe-value.js';
import { TidemarkError } from '../errors.js';
import type { MessageContent } from '../message-content.js';
import { LIMITS } from '../message-limits.js';
import { type Card, cardOf } from './card.js';
import { actionsOf, type CardAction } from './card-action.js';
import { type ChoiceKeeper, questionContents } from './choices.js';
import { toWhatsAppMarks } from './markdown.js';
import { fileOf, type OutgoingFile, takesCaption } from './media.js';
import { ownFormOf } from './own-form.js';
import { placesOf } from './place.js';
import { shorten } from './shorten.js';
import { splitText } from './split-text.js';

/** A message to send, or a file that becomes one: what it holds is uploaded first. */
export type OutgoingContent = MessageContent | { type: 'file'; file: OutgoingFile; caption?: string };

const CONTACTS = 'application/vnd.whatsapp.contacts+json';

type BotMessage = OutgoingActivity & {
  suggestedActions?: { actions?: readonly CardAction[] | null } | null;
};

/** What an activity comes to. */
export interface Contents {
  /** Its messages, in order. */
  contents: OutgoingContent[];
  /** MIME types of the attachments that WhatsApp has no form for. */
  leftOut: string[];
}

/** The messages that an activity of type `message` comes to. */
export function contentsOf(activity: BotMessage, keeper: ChoiceKeeper): Contents {
  const own = ownFormOf(activity.channelData);
  if (own !== undefined) return { contents: [own], leftOut: [] };
  const text = textOf(activity);
  const { cards, files, contacts, leftOut } = sorted(objectsOf(activity.attachments));
  const actions = objectsOf<CardAction>(activity.suggestedActions?.actions);
  const { frame, listButton } = frameOf(activity.channelData);
  const asks = actions.length > 0 || cards.length > 0;
  const questions = asks ? questionsOf({ text, actions, cards }) : [];
  const contents: OutgoingContent[] = [
    ...(asks ? files.map((file) => ({ type: 'file', file }) as const) : captioned(text, files)),
    ...(contacts.length > 0 ? [{ type: 'contacts', contacts } as const] : []),
    ...placesOf(objectsOf(activity.entities)),
    ...questions.flatMap((one) => [
      ...one.mediaUrls.map((url): OutgoingContent => ({ type: 'file', file: fileOf(cardMedia(url)) })),
      ...questionContents(
        { ...actionsOf(one.actions), text: one.text, frame: { ...frame, ...headerOf(one) }, listButton },
        keeper,
      ),
    ]),
  ];
  return { contents, leftOut };
}

function sorted(attachments: readonly Attachment[]) {
  const cards: Card[] = [];
  const files: OutgoingFile[] = [];
  const contacts: object[] = [];
  const leftOut: string[] = [];
  for (const attachment of attachments) {
    const { contentType, contentUrl, content } = attachment;
    const card = cardOf(contentType, content);
    if (card !== undefined) cards.push(card);
    else if (contentType === CONTACTS)
      contacts.push(...objectsOf<object>(Array.isArray(content) ? content : [content]));
    else if (contentUrl) files.push(fileOf(attachment));
    else leftOut.push(typeof contentType === 'string' ? contentType : 'no contentType');
  }
  return { cards, files, contacts, leftOut };
}

// Bots in JavaScript put null, or something else, where a list belongs.
function objectsOf<T extends object>(list: readonly T[] | null | undefined): T[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}

function textOf({ text, textFormat }: BotMessage): string {
  const given: unknown = text ?? '';
  if (typeof given !== 'string') {
    throw new TidemarkError('UNSUPPORTED_ACTIVITY', `a message's text: expected a string, got ${describeValue(given)}`);
  }
  const marked = textFormat === 'markdown' ? toWhatsAppMarks(given) : given;
  return marked.trim() === '' ? '' : marked;
}

/** The first file that can takes the text under it; else it goes before. */
function captioned(text: string, files: readonly OutgoingFile[]): OutgoingContent[] {
  const bearer =
    text !== '' && text.length <= LIMITS.caption ? files.find(({ kind }) => takesCaption(kind)) : undefined;
  const before = bearer === undefined ? splitText(text).map((part) => ({ type: 'text', text: part }) as const) : [];
  return [
    ...before,
    ...files.map((file) => ({ type: 'file', file, ...(file === bearer && { caption: text }) }) as const),
  ];
}

function questionsOf({
  text,
  actions,
  cards,
}: {
  text: string;
  actions: readonly CardAction[];
  cards: Card[];
}): Card[] {
  const [first] = cards;
  if (first === undefined) return [{ text, actions, imageUrl: undefined, mediaUrls: [] }];
  if (cards.length === 1) {
    return [
      {
        ...first,
        text: [text, first.text].filter((part) => part !== '').join('\n\n'),
        actions: [...first.actions, ...actions],
      },
    ];
  }
  const rest = { text, actions, imageUrl: undefined, mediaUrls: [] };
  // A carousel: its introduction before it, what can be answered to all of it after.
  return [
    ...(text === '' ? [] : [{ ...rest, actions: [] }]),
    ...cards,
    ...(actions.length === 0 ? [] : [{ ...rest, text: '' }]),
  ];
}

function headerOf({ imageUrl }: Card): { header?: { image: { url: string } } } {
  return imageUrl === undefined ? {} : { header: { image: { url: imageUrl } } };
}

/** What a bot may say in `channelData` beside the text: a line above and below, and the name of a list's button. */
function frameOf(channelData: unknown): { frame: { header?: { text: string }; footer?: string }; listButton: string } {
  const { header, footer, listButton } = (channelData ?? {}) as Record<string, unknown>;
  return {
    frame: {
      ...(typeof header === 'string' && header !== '' && { header: { text: shorten(header, LIMITS.header) } }),
      ...(typeof footer === 'string' && footer !== '' && { footer: shorten(footer, LIMITS.footer) }),
    },
    listButton: typeof listButton === 'string' && listButton.trim() !== '' ? listButton : '☰',
  };
}

function cardMedia(url: string): Attachment {
  return { contentType: typeOfUrl(url), contentUrl: url };
}

// Cards name no MIME type.
const typeByExtension: ReadonlyMap<string, string> = new Map([
  ['mp4', 'video/mp4'],
  ['3gp', 'video/3gpp'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['ogg', 'audio/ogg'],
  ['aac', 'audio/aac'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
]);

function typeOfUrl(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return typeByExtension.get(path.split('.').at(-1)?.toLowerCase() ?? '') ?? 'application/octet-stream';
}
