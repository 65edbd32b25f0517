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

/** The messages that an activity of type `message` comes to, in order. */
export function contentsOf(activity: BotMessage, keeper: ChoiceKeeper): OutgoingContent[] {
  const own = ownFormOf(activity.channelData);
  if (own !== undefined) return [own];
  const text = textOf(activity);
  const attachments = activity.attachments ?? [];
  const actions = activity.suggestedActions?.actions ?? [];
  const frame = frameOf(activity.channelData);
  // One card carries the text and the suggested actions; several are messages of their own.
  const cards = attachments.flatMap((attachment) => cardOf(attachment.contentType, attachment.content) ?? []);
  const files = attachments.filter((attachment) => isFile(attachment)).map(fileOf);
  const contacts = attachments.flatMap(contactsOf);
  const places = placesOf(activity.entities ?? []);
  const asks = actions.length > 0 || cards.length > 0;
  const question = asks ? questionsOf({ text, actions, cards }) : [];
  return [
    ...(asks ? files.map((file) => ({ type: 'file', file }) as const) : captioned(text, files)),
    ...(contacts.length > 0 ? [{ type: 'contacts', contacts } as const] : []),
    ...places,
    ...question.flatMap((one) => [
      ...one.mediaUrls.map((url): OutgoingContent => ({ type: 'file', file: fileOf(cardMedia(url)) })),
      ...questionContents(
        {
          ...actionsOf(one.actions),
          text: one.text,
          frame: { ...frame.frame, ...headerOf(one) },
          listButton: frame.listButton,
        },
        keeper,
      ),
    ]),
  ];
}

/** MIME types of the attachments that WhatsApp has no form for. */
export function unknownAttachments({ attachments, channelData }: BotMessage): string[] {
  if (ownFormOf(channelData) !== undefined) return [];
  const known = (one: Attachment): boolean =>
    isFile(one) || contactsOf(one).length > 0 || cardOf(one.contentType, one.content) !== undefined;
  return (attachments ?? []).filter((one) => !known(one)).map(({ contentType }) => contentType);
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

function isFile({ contentType, contentUrl }: Attachment): boolean {
  return typeof contentUrl === 'string' && contentUrl !== '' && contentType !== CONTACTS;
}

function contactsOf({ contentType, content }: Attachment): object[] {
  if (contentType !== CONTACTS) return [];
  return (Array.isArray(content) ? content : [content]).filter((one) => typeof one === 'object' && one !== null);
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
