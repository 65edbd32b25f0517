import { crc32 } from 'node:zlib';
import { damaged } from './store-errors.js';

/** One change of the database. */
export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** A range of keys, from the first, included, to the last, left out. */
export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}

/** A key and its value, as they are read. */
export type Row = readonly [key: string, value: string];

const SEQUENCE_DIGITS = 14;
const TIME_DIGITS = 12;
const CHECKSUM_DIGITS = 8;

/** A number as it is in a key: in the order of keys, the smaller comes first. */
const sequenceText = (sequence: number): string => sequence.toString(16).padStart(SEQUENCE_DIGITS, '0');
const timeText = (ms: number): string => Math.max(0, Math.floor(ms)).toString(16).padStart(TIME_DIGITS, '0');
// As JSON has it, since half a surrogate pair would not come back from UTF-8 and two ids could become one.
const nameText = (name: string): string => JSON.stringify(name).slice(1, -1);

/** What the database holds, by the first letter of the key. */
export const keys = {
  /** A message that waits, in order of arrival. */
  message: (sequence: number): string => `m!${sequenceText(sequence)}`,
  /** How many turns of a waiting message have failed. */
  attempts: (sequence: number): string => `a!${sequenceText(sequence)}`,
  /** What became of a message, by its id. */
  known: (id: string): string => `i!${nameText(id)}`,
  /** When a message was done, for what is to be forgotten. */
  done: (atMs: number, id: string): string => `e!${timeText(atMs)}!${nameText(id)}`,
  /** A dead letter. */
  dead: (atMs: number, sequence: number): string => `x!${timeText(atMs)}!${sequenceText(sequence)}`,
  /** What is remembered of a conversation. */
  conversation: (conversation: string): string => `c!${nameText(conversation)}`,
  /** Written to see whether the disk takes anything. */
  probe: 'p!',
} as const;

const allOf = (letter: string): KeyRange => ({ gte: `${letter}!`, lt: `${letter}"` });

/** The keys of a kind. */
export const ranges: {
  readonly messages: KeyRange;
  readonly dead: KeyRange;
  readonly conversations: KeyRange;
  readonly doneBefore: (ms: number) => KeyRange;
} = {
  messages: allOf('m'),
  dead: allOf('x'),
  conversations: allOf('c'),
  /** Done before a time. */
  doneBefore: (ms: number): KeyRange => ({ gte: 'e!', lt: `e!${timeText(ms)}` }),
};

/** The number of a message's key. */
export function sequenceOf(messageKey: string): number {
  return Number.parseInt(messageKey.slice(2), 16);
}

/** The conversation of a conversation's key. */
export function conversationOf(key: string): string {
  return JSON.parse(`"${key.slice(2)}"`) as string;
}

/** Of the key of something done: the key that its message is known by, and the value that this then has. */
export function knownOf(doneKey: string): { key: string; value: string } {
  const [atText, name] = [doneKey.slice(2, 2 + TIME_DIGITS), doneKey.slice(3 + TIME_DIGITS)];
  return { key: `i!${name}`, value: `d${atText}` };
}

/** What became of a message: it waits, was done at a time, or is the dead letter of a key. */
export const states = {
  waiting: (sequence: number): string => `w${sequenceText(sequence)}`,
  done: (atMs: number): string => `d${timeText(atMs)}`,
  dead: (deadKey: string): string => `x${deadKey}`,
  /** When it was done, if it was. */
  doneAtMs: (state: string): number | undefined =>
    state.startsWith('d') ? Number.parseInt(state.slice(1), 16) : undefined,
  /** The key of its dead letter, if it is one. */
  deadKey: (state: string): string | undefined => (state.startsWith('x') ? state.slice(1) : undefined),
} as const;

/** Makes a record; LevelDB does not look at its checksums when it reads, so each record has one of its own. */
export function put(key: string, text: string): Operation {
  return { type: 'put', key, value: checksum(key, text) + text };
}

/** Takes a record out. */
export function del(key: string): Operation {
  return { type: 'del', key };
}

/** The text that a change leaves under its key, if any. */
export function writtenText(operation: Operation): string | undefined {
  return operation.type === 'put' ? operation.value.slice(CHECKSUM_DIGITS) : undefined;
}

/**
 * The text of a record as it was read.
 *
 * @throws {StoreError} `STORE_DAMAGED` when it is not what was written.
 */
export function textOf([key, value]: Row, path: string): string {
  const text = value.slice(CHECKSUM_DIGITS);
  if (value.slice(0, CHECKSUM_DIGITS) !== checksum(key, text)) throw damaged(path, 'a record is not what was written');
  return text;
}

function checksum(key: string, text: string): string {
  return crc32(text, crc32(key)).toString(16).padStart(CHECKSUM_DIGITS, '0');
}
