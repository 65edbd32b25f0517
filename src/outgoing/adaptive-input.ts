import type { CardAction } from '../activity/activity.js';
import { fieldOf, listOf, textAt } from './fields.js';

/** A choice set whose choices can be buttons, since one of them is all that the card asks for. */
export interface OfferedSet {
  /** The element of the card. */
  set: object;
  /** The choices, each of which answers as the card's submit button would after it was chosen. */
  actions: readonly CardAction[];
}

/** The card's only input, where that is one choice of some, and the card has one button that submits it. */
export function offeredSet(elements: readonly object[]): OfferedSet | undefined {
  const [set, ...otherInputs] = elements.filter(isInput);
  const [submit, ...otherSubmits] = elements.filter(isSubmit);
  if (set === undefined || submit === undefined || otherInputs.length > 0 || otherSubmits.length > 0) return undefined;
  const id = textAt(set, 'id');
  const choices = choicesOf(set);
  if (id === undefined || choices.length === 0 || isMultiple(set) || !takesInputs(submit)) return undefined;
  const actions = choices.map(({ title, value }): CardAction => {
    return { type: 'postBack', title, value: submitted(submit, { [id]: value }) };
  });
  return { set, actions };
}

/** An input as a line: what is asked for, and what can be answered. */
export function inputLine(input: object): string {
  const label = textAt(input, 'label') ?? textAt(input, 'title');
  const choices = choicesOf(input).map(({ title }) => title);
  const hint = choices.length > 0 ? choices.join(' / ') : textAt(input, 'placeholder');
  if (label === undefined || hint === undefined) return label ?? hint ?? '';
  return choices.length > 0 ? `${label}: ${hint}` : `${label} (${hint})`;
}

/** What is asked for with a choice set whose choices are shown elsewhere. */
export function inputQuestion(input: object): string {
  return textAt(input, 'label') ?? textAt(input, 'placeholder') ?? '';
}

export function isInput(element: object): boolean {
  return textAt(element, 'type')?.startsWith('Input.') === true;
}

export function isSubmit(element: object): boolean {
  const type = textAt(element, 'type');
  return type === 'Action.Submit' || type === 'Action.Execute';
}

/** What a submit button gives to the bot: its data; of Action.Execute what bots are given for it elsewhere. */
export function submitted(action: object, inputs: object = {}): unknown {
  const data = fieldOf(action, 'data');
  const hasInputs = Object.keys(inputs).length > 0;
  const whole = hasInputs ? { ...Object(data), ...inputs } : data;
  if (textAt(action, 'type') !== 'Action.Execute') return whole;
  const verb = textAt(action, 'verb');
  return {
    action: {
      type: 'Action.Execute',
      ...(verb !== undefined && { verb }),
      ...(whole !== undefined && whole !== null && { data: whole }),
    },
  };
}

function takesInputs(action: object): boolean {
  const data = fieldOf(action, 'data') ?? {};
  // A text has no fields to put the choice beside.
  return typeof data === 'object' && !Array.isArray(data) && fieldOf(action, 'associatedInputs') !== 'none';
}

function isMultiple(set: object): boolean {
  return `${fieldOf(set, 'isMultiSelect')}` === 'true';
}

function choicesOf(input: object): { title: string; value: unknown }[] {
  return listOf(fieldOf(input, 'choices')).flatMap((choice) => {
    const value = fieldOf(choice, 'value');
    const title = textAt(choice, 'title') ?? textAt(choice, 'value');
    return title === undefined ? [] : [{ title, value: value ?? title }];
  });
}
