/** What the emulator's server and its page say to each other, as JSON. Times are milliseconds since the epoch. */

import type { Entry, Halt } from './protocol-entry.js';

export type { Due, Entry, EntryDetail, Halt, KeptBody, ReceiptWindow } from './protocol-entry.js';

/** Somebody with a phone. */
export interface Customer {
  /** The WhatsApp number, digits only. */
  readonly number: string;
  readonly name: string;
  /** Whose messages wait, and go out once the phone is online again. */
  readonly online: boolean;
}

/** A file that the page can show. */
export interface ShownFile {
  /** A path of the emulator, or an address of the bot's which the page only links to. */
  readonly url: string;
  readonly contentType: string;
  readonly name: string;
}

/** What a bubble shows. */
export type BubbleContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'file';
      readonly file: ShownFile;
      readonly media: 'image' | 'video' | 'audio' | 'document' | 'sticker';
      readonly caption?: string;
    }
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number; readonly label?: string }
  | { readonly kind: 'contacts'; readonly names: readonly string[] }
  | {
      readonly kind: 'choices';
      readonly shape: 'buttons' | 'list';
      readonly text: string;
      readonly header?: string;
      readonly image?: ShownFile;
      readonly footer?: string;
      /** What opens a list. */
      readonly opener?: string;
      readonly choices: readonly Choice[];
    }
  | { readonly kind: 'link'; readonly text: string; readonly title: string; readonly url: string }
  | { readonly kind: 'template'; readonly name: string; readonly parameters: readonly string[] }
  /** Anything the page has no form for, as JSON. */
  | { readonly kind: 'other'; readonly type: string; readonly json: string };

/** A button, or a row of a list. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The heading that rows of a list stand under. */
  readonly section?: string;
}

/** How far a message of the customer has come: at the bot (`delivered`), or read by it. */
export type Ticks = 'waiting' | 'sent' | 'delivered' | 'read';

/** A message in a chat. */
export interface Bubble {
  /** The message's id: the wamid. */
  readonly id: string;
  readonly customer: string;
  readonly from: 'customer' | 'business';
  readonly content: BubbleContent;
  /** By the clock of the phone: whole seconds; a late message has an earlier one. */
  readonly at: number;
  /** The message it quotes. */
  readonly quotes?: string;
  /** Emojis on it, of the customer and of the business. */
  readonly reactions: { readonly customer?: string; readonly business?: string };
  /** Of a customer's message. */
  readonly ticks?: Ticks;
  /** When it was read, for a customer's message. */
  readonly readAt?: number;
}

/** What is counted. */
export interface Counters {
  readonly messages: number;
  /** Messages of one customer without an answer of the bot between them are one burst, also a single one. */
  readonly bursts: number;
  /** Read calls of the bot, the refused ones too. */
  readonly calls: number;
  /** Messages read less the read calls that did it; a call that turned no tick did not. */
  readonly saved: number;
  /** Arrival to tick of each message read, newest last, at most 500. */
  readonly latenciesMs: readonly number[];
}

/** Faults that hold until they are changed. */
export interface Faults {
  /** Added to every answer of the API. */
  readonly latencyMs: number;
  /** What calls are answered with, and how often of all, from 0 to 1. */
  readonly failure?: Failure;
  /** Further ones, such as the command line can name; the shares of all of them add up to at most 1. */
  readonly others?: readonly Failure[];
  /** Each webhook is posted twice. */
  readonly redeliver: boolean;
  /** Webhooks of a burst are posted in reverse. */
  readonly reorder: boolean;
}

/** What becomes of a share of the calls. */
export interface Failure {
  readonly kind: FaultKind;
  readonly share: number;
}

/** `429`, `500`, `401` (RBC001), `lowBalance` (E110), `drop`: the connection is cut. */
export type FaultKind = '429' | '500' | '401' | 'lowBalance' | 'drop';

/** Everything the page shows; also what survives a reload. */
export interface State {
  readonly business: string;
  readonly webhook: string;
  /** Whether the last webhook reached the bot; unknown before the first. */
  readonly reachable?: boolean;
  readonly customers: readonly Customer[];
  readonly bubbles: readonly Bubble[];
  readonly entries: readonly Entry[];
  /** Until when the typing bubble is shown, by customer. */
  readonly typingUntil: Readonly<Record<string, number>>;
  readonly counters: Counters;
  readonly faults: Faults;
  /** While the account is refused: since when, and how. */
  readonly halted?: Halt;
}

/** What `GET /api/events` (Server-Sent Events) sends: the whole at first, then what changes. */
export type Update =
  | { readonly type: 'state'; readonly state: State }
  | { readonly type: 'customer'; readonly customer: Customer }
  | { readonly type: 'bubble'; readonly bubble: Bubble }
  | { readonly type: 'entry'; readonly entry: Entry }
  /** Without `until` the bubble ends. */
  | { readonly type: 'typing'; readonly customer: string; readonly until?: number }
  | { readonly type: 'counters'; readonly counters: Counters }
  | { readonly type: 'faults'; readonly faults: Faults }
  /** Without `halted` that is over. */
  | { readonly type: 'halted'; readonly halted?: Halt }
  | { readonly type: 'reachable'; readonly reachable: boolean };

/** What the page asks for: `POST /api/actions`, answered 204, or 400 with `{ error }`. */
export type Action =
  | {
      readonly do: 'say';
      readonly customer: string;
      readonly text: string;
      readonly quotes?: string;
      readonly secondsAgo?: number;
    }
  /** One message a line. */
  | { readonly do: 'burst'; readonly customer: string; readonly texts: readonly string[]; readonly gapMs: number }
  | { readonly do: 'tap'; readonly customer: string; readonly bubble: string; readonly choice: string }
  /** An empty emoji takes it back. */
  | { readonly do: 'react'; readonly customer: string; readonly bubble: string; readonly emoji: string }
  | {
      readonly do: 'location';
      readonly customer: string;
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
    }
  | {
      readonly do: 'attach';
      readonly customer: string;
      readonly sample: 'image' | 'document' | 'audio';
      readonly caption?: string;
    }
  /** The same webhook once more. */
  | { readonly do: 'resend'; readonly bubble: string }
  | { readonly do: 'online'; readonly customer: string; readonly online: boolean }
  /** Adds a customer, or renames one. */
  | { readonly do: 'customer'; readonly number?: string; readonly name: string }
  | { readonly do: 'faults'; readonly faults: Faults }
  | { readonly do: 'clear' };
