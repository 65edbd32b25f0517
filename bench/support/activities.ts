import type { Activity } from 'tidemark';
import { seededRandom } from '../../src/seeded-random.js';
import { shuffled } from './random.js';

/** How messages of many conversations are made. */
export interface TrafficOptions {
  conversations: number;
  /** Messages of each conversation. */
  messages: number;
  /** The part of the conversations, drawn anew for each round, that has a second message, a third and so on. @default 1 */
  laterShare?: number;
  /** Customers are spread over so many business numbers. @default 1 */
  businessNumbers?: number;
}

/** The number of a party: 12 digits, as long as real ones. */
export function numberOf(party: 'business' | 'customer', index: number): string {
  return `${party === 'business' ? '9112' : '9198'}${`${index}`.padStart(8, '0')}`;
}

/**
 * Messages as a webhook gives them, with strings of their own, in rounds: each has one message of every conversation,
 * in an order of its own, so that neighbours in time are strangers. The customers' accounts are shared by their messages.
 */
export function makeRounds({
  conversations,
  messages,
  laterShare = 1,
  businessNumbers = 1,
}: TrafficOptions): Activity[][] {
  const random = seededRandom(conversations);
  const timestamp = new Date(Math.floor(Date.now() / 1000) * 1000);
  const numbers = Array.from({ length: businessNumbers }, (_, n) => ({ id: numberOf('business', n), role: 'bot' }));
  const customers = Array.from({ length: conversations }, (_, n) => ({ id: numberOf('customer', n), role: 'user' }));
  return Array.from({ length: messages }, (_, round) => {
    const count = Math.ceil(conversations * (round === 0 ? 1 : laterShare));
    return Array.from(shuffled(conversations, random).subarray(0, count), (n) => {
      const recipient = numbers[n % businessNumbers] as Activity['recipient'];
      const from = customers[n] as Activity['from'];
      return messageOf({ id: `wamid.${round}.${from.id}`, from, recipient, timestamp });
    });
  });
}

/** A text message with strings of its own. */
export function messageOf({
  id,
  ...parts
}: { id: string } & Required<Pick<Activity, 'from' | 'recipient' | 'timestamp'>>): Activity {
  const { from, recipient, timestamp } = parts;
  return {
    type: 'message',
    id: flat(id),
    timestamp,
    channelId: 'whatsapp',
    serviceUrl: 'https://api.example.test',
    from,
    recipient,
    conversation: { id: flat(`${recipient.id}:${from.id}`), isGroup: false },
    text: 'hello',
    textFormat: 'plain',
    channelData: noData,
  };
}

const noData: object = Object.freeze({});

// A joined string is a tree until it is first read; that is not what is measured.
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
