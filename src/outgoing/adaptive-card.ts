import type { CardAction } from '../activity/activity.js';
import { inputLine, inputQuestion, isInput, isSubmit, offeredSet, submitted } from './adaptive-input.js';
import { fieldOf, lines, listOf, pair, textAt } from './fields.js';
import { toWhatsAppMarks } from './markdown.js';

/** What WhatsApp can show of an adaptive card. */
export interface AdaptiveCard {
  text: string;
  actions: readonly CardAction[];
  /** Its first picture. */
  imageUrl: string | undefined;
}

/**
 * Reads an adaptive card: its author's own fallback, else its texts in order, with a line for each input; and what it
 * offers, wherever that stands in it.
 */
export function adaptiveCardOf(content: object): AdaptiveCard {
  const elements = elementsOf(content);
  const offered = offeredSet(elements);
  const fallback = textAt(content, 'fallbackText');
  // Whoever says what is shown instead means the pictures, too.
  const image = fallback === undefined ? elements.find(isPicture) : undefined;
  const shown = { offered: offered?.set, image };
  return {
    text: fallback ?? (lines(...textsIn(content, shown)) || textAt(content, 'speak') || ''),
    actions: actionsOf(elements, offered?.actions),
    imageUrl: image === undefined ? undefined : textAt(image, 'url'),
  };
}

// Whatever holds elements: the card, containers, columns, tables, sets of pictures, and the cards behind a button.
const textPlaces = ['body', 'items', 'columns', 'rows', 'images', 'actions', 'card'];
const allPlaces = [...textPlaces, 'cells', 'selectAction'];

function inside(element: object, places: readonly string[]): object[] {
  return places
    .flatMap((key) => fieldOf(element, key))
    .filter((one): one is object => typeof one === 'object' && one !== null);
}

function isHidden(element: object): boolean {
  return fieldOf(element, 'isVisible') === false;
}

/** Every element there is to see, in order; what can be tapped as a whole has its text as a title. */
function elementsOf(element: object): object[] {
  if (isHidden(element)) return [];
  const tap = fieldOf(element, 'selectAction');
  const within = inside(element, allPlaces).map((one) => (one === tap ? titled(one, element) : one));
  return [element, ...within.flatMap(elementsOf)];
}

function titled(action: object, element: object): object {
  const title = [textAt(action, 'title'), textAt(action, 'tooltip'), textAt(element, 'altText')].find(Boolean);
  return { ...action, title: title ?? (isSubmit(action) ? textsIn(element, {})[0] : undefined) };
}

/** Elements that are shown otherwise than as a text. */
interface ShownElsewhere {
  offered?: object | undefined;
  image?: object | undefined;
}

function textsIn(element: object, shown: ShownElsewhere): string[] {
  if (isHidden(element)) return [];
  const facts = listOf(fieldOf(element, 'facts')).map((fact) =>
    pair(textAt(fact, 'title'), marked(textAt(fact, 'value'))),
  );
  // A row of a table is a line.
  const cells = listOf(fieldOf(element, 'cells')).map((cell) => textsIn(Object(cell), shown).join(' '));
  const inlines = listOf(fieldOf(element, 'inlines')).map((run) =>
    typeof run === 'string' ? run : (textAt(run, 'text') ?? ''),
  );
  return [
    marked(textAt(element, 'text')) ?? '',
    inlines.join(''),
    ...facts,
    cells.join(' | '),
    inputText(element, shown),
    textAt(element, 'type') === 'Image' && element !== shown.image ? (textAt(element, 'altText') ?? '') : '',
    ...inside(element, textPlaces).flatMap((one) => textsIn(one, shown)),
  ].filter((text) => text.trim() !== '');
}

function inputText(element: object, { offered }: ShownElsewhere): string {
  if (!isInput(element)) return '';
  return element === offered ? inputQuestion(element) : inputLine(element);
}

// The texts of adaptive cards are Markdown by their specification.
function marked(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toWhatsAppMarks(text);
}

/** A picture that WhatsApp can be given; others stand in the text by their description. */
function isPicture(element: object): boolean {
  return textAt(element, 'type') === 'Image' && /^(https?:\/\/|data:)/i.test(textAt(element, 'url') ?? '');
}

function actionsOf(elements: readonly object[], choices: readonly CardAction[] | undefined): CardAction[] {
  const submits = elements
    .filter(isSubmit)
    .map((action): CardAction => ({ type: 'postBack', title: textAt(action, 'title'), value: submitted(action) }));
  const links = elements
    .filter((element) => textAt(element, 'type') === 'Action.OpenUrl')
    .map((action): CardAction => ({ type: 'openUrl', title: textAt(action, 'title'), value: textAt(action, 'url') }))
    // A card often leads where one of its buttons does.
    .filter(({ value }, index, all) => all.findIndex((other) => other.value === value) === index);
  return [...(choices ?? submits), ...links];
}
