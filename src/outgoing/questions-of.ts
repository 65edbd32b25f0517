import type { CardAction } from '../activity/activity.js';
import type { Card } from './card.js';
import { typeOfUrl } from './type-of-url.js';

/** What a bot says and offers in one activity. */
export interface Asked {
  text: string;
  /** What stands for cards that WhatsApp has no form for. */
  summary: string;
  /** What can be answered to all of it. */
  actions: readonly CardAction[];
  cards: readonly Card[];
}

/** The questions an activity comes to: one, or with several cards each of them, an introduction before and the rest after. */
export function questionsOf({ text, summary, actions, cards }: Asked): Card[] {
  const rest = { text, actions, imageUrl: undefined, mediaUrls: [], isFlattened: false };
  const [first] = cards;
  if (first === undefined) return [rest];
  if (cards.length === 1) {
    const shown = first.isFlattened && summary.trim() !== '' ? { ...first, text: summary } : first;
    // The same words are often given twice, for channels that show only one of them.
    const own = shown.text === text ? '' : shown.text;
    const told = [text, own].filter((part) => part !== '').join('\n\n');
    return [playing({ ...shown, text: told, actions: [...first.actions, ...actions] })];
  }
  const introduction = text === '' && cards.some(({ isFlattened }) => isFlattened) ? summary : text;
  return [
    ...(introduction.trim() === '' ? [] : [{ ...rest, text: introduction, actions: [] }]),
    ...cards.map(playing),
    ...(actions.length === 0 ? [] : [{ ...rest, text: '' }]),
  ];
}

/** Of what a card plays, WhatsApp takes files; a page is a link. */
function playing(card: Card): Card {
  const isFile = (url: string): boolean => /^data:/i.test(url) || typeOfUrl(url) !== undefined;
  const pages = card.mediaUrls.filter((url) => !isFile(url));
  return {
    ...card,
    text: [card.text, ...pages].filter((part) => part !== '').join('\n'),
    mediaUrls: card.mediaUrls.filter(isFile),
  };
}
