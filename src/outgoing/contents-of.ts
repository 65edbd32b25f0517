import type { Attachment, CardAction, OutgoingActivity } from '../activity/activity.js';
import { describeValue } from '../describe-value.js';
import { TidemarkError } from '../errors.js';
import { captioned } from './captioned.js';
import { type Card, cardOf } from './card.js';
import { actionsOf } from './card-action.js';
import { type ChoiceKeeper, type OfferedChoice, questionContents } from './choices.js';
import { toWhatsAppMarks } from './markdown.js';
import { fileOf, type OutgoingFile } from './media.js';
import type { OutgoingContent } from './outgoing-content.js';
import { ownFormOf } from './own-form.js';
import { placesOf } from './place.js';
import { questionsOf } from './questions-of.js';
import { typeOfUrl } from './type-of-url.js';

const CONTACTS = 'application/vnd.whatsapp.contacts+json';

/** What an activity comes to. */
export interface Contents {
  /** Its messages, in order. */
  contents: OutgoingContent[];
  /** MIME types of the attachments that WhatsApp has no form for. */
  leftOut: string[];
}

/** The messages that an activity of type `message` comes to. */
export function contentsOf(activity: OutgoingActivity, keeper: ChoiceKeeper): Contents {
  const own = ownFormOf(activity.channelData);
  if (own !== undefined) return { contents: [own], leftOut: [] };
  const text = textOf(activity);
  const { cards, files, contacts, leftOut } = sorted(objectsOf(activity.attachments), activity.textFormat);
  const actions = objectsOf<CardAction>(activity.suggestedActions?.actions);
  const summary = isText(activity.summary) ? activity.summary : '';
  const asks = actions.length > 0 || cards.length > 0;
  const contents: OutgoingContent[] = [
    ...captioned(asks ? '' : text, files),
    ...(contacts.length > 0 ? [{ type: 'contacts', contacts } as const] : []),
    ...placesOf(objectsOf(activity.entities)),
    ...(asks ? askedContents(questionsOf({ text, summary, actions, cards }), activity, keeper) : []),
  ];
  return { contents, leftOut };
}

function askedContents(
  questions: readonly Card[],
  { channelData }: OutgoingActivity,
  keeper: ChoiceKeeper,
): OutgoingContent[] {
  const offered: OfferedChoice[] = [];
  const frame = frameOf(channelData);
  const contents = questions.flatMap(({ text, actions, imageUrl, mediaUrls }) => {
    const files = mediaUrls.map((url) => fileOf({ contentType: typeOfUrl(url) ?? '', contentUrl: url }));
    const { choices, links } = actionsOf(actions);
    const question = { ...frame, text, choices, links, imageUrl, firstNumber: offered.length + 1 };
    const { contents, isNumbered } = questionContents(question, keeper.remember);
    for (const choice of choices) offered.push({ ...choice, number: isNumbered ? offered.length + 1 : undefined });
    return [...captioned('', files), ...contents];
  });
  // Typing is an answer, too, whatever is shown.
  if (offered.length > 0) keeper.expect(offered);
  return contents;
}

function sorted(attachments: readonly Attachment[], textFormat: string | undefined) {
  const cards: Card[] = [];
  const files: OutgoingFile[] = [];
  const contacts: object[] = [];
  const leftOut: string[] = [];
  for (const attachment of attachments) {
    const { contentType, contentUrl, content } = attachment;
    const type = typeof contentType === 'string' ? contentType.trim().toLowerCase() : undefined;
    const card = cardOf(type, content, textFormat);
    if (card !== undefined) cards.push(card);
    else if (type === CONTACTS) contacts.push(...objectsOf<object>(Array.isArray(content) ? content : [content]));
    else if (contentUrl) files.push(fileOf(attachment));
    else leftOut.push(type ?? 'no contentType');
  }
  return { cards, files, contacts, leftOut };
}

// Bots in JavaScript put null, or something else, where a list belongs.
function objectsOf<T extends object>(list: readonly T[] | null | undefined): T[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}

function textOf({ text, textFormat }: OutgoingActivity): string {
  const given: unknown = text ?? '';
  if (typeof given !== 'string') {
    throw new TidemarkError('UNSUPPORTED_ACTIVITY', `a message's text: expected a string, got ${describeValue(given)}`);
  }
  const marked = textFormat === 'markdown' ? toWhatsAppMarks(given) : given;
  return marked.trim() === '' ? '' : marked;
}

/** What a bot may say in `channelData` beside the text: a line above and below, and the name of a list's button. */
function frameOf(channelData: unknown): { header?: string; footer?: string; listButton: string } {
  const { header, footer, listButton } = (channelData ?? {}) as Record<string, unknown>;
  return {
    ...(isText(header) && { header }),
    ...(isText(footer) && { footer }),
    listButton: isText(listButton) ? listButton : '☰',
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
