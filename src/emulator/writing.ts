import { randomUUID } from 'node:crypto';
import { kaleyraJson } from '../testing/kaleyra-json.js';
import { kaleyraWebhook } from '../testing/kaleyra-webhook.js';
import { ActionError } from './action-error.js';
import type { AnswerTimes } from './answer-times.js';
import type { DueTimes } from './due-times.js';
import type { LiveState } from './live-state.js';
import type { Phones } from './phones.js';
import type { Webhook } from './poster.js';
import type { Bubble, BubbleContent, Customer } from './protocol.js';
import type { Tally } from './tally.js';
import type { TickSetter } from './ticks.js';

/** What every message of a webhook has. */
export interface Envelope {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly context?: { readonly from: string; readonly id: string };
}

/** What a customer writes. */
export interface Draft {
  readonly customer: string;
  /** The message, as one element of a webhook's `messages`. */
  readonly message: (envelope: Envelope) => object;
  /** What its bubble shows; a reaction has none. */
  readonly content?: BubbleContent;
  readonly quotes?: string | undefined;
  readonly secondsAgo?: number | undefined;
  /** Where its file is. */
  readonly mediaUrl?: string;
  /** How long it waits for more of its burst, where bursts are reordered. */
  readonly holdMs?: number;
  /** Whether it is a tap. */
  readonly tap?: boolean;
}

/** Writes messages of customers. */
export interface Writing {
  write(draft: Draft): void;
  /** Sends the webhook of a message once more. */
  resend(id: string): void;
  clear(): void;
}

/** What writing needs. */
export interface WritingParts {
  readonly business: string;
  readonly live: LiveState;
  readonly phones: Phones;
  readonly tally: Tally;
  readonly ticks: TickSetter;
  readonly due: DueTimes;
  readonly answers: AnswerTimes;
}

interface Written {
  readonly webhook: Webhook;
  /** Expects what follows on it, from when it has gone out. */
  readonly expect: (at: number) => void;
}

/** A customer by the number. */
export function customerOf(live: LiveState, number: string): Customer {
  const customer = live.customer(number);
  if (customer === undefined) throw new ActionError(`There is no customer ${number}.`);
  return customer;
}

/** A message of a customer's chat. */
export function bubbleOf(live: LiveState, customer: string, id: string): Bubble {
  const bubble = live.bubble(id);
  if (bubble?.customer !== customer) throw new ActionError('This message is not in the chat any more.');
  return bubble;
}

/** Writes messages as the customers' phones do, and remembers their webhooks. */
export function createWriting({ business, live, phones, tally, ticks, due, answers }: WritingParts): Writing {
  const written = new Map<string, Written>();

  live.onDropped((id) => {
    written.delete(id);
    due.forget(id);
  });

  function quoted(customer: string, id: string): NonNullable<Envelope['context']> {
    const { from } = bubbleOf(live, customer, id);
    return { from: from === 'business' ? business : customer, id };
  }

  return {
    write({ customer: from, message, content, quotes, secondsAgo = 0, mediaUrl, holdMs, tap = false }) {
      const customer = customerOf(live, from);
      const id = `wamid.${Buffer.from(randomUUID()).toString('base64url')}`;
      const timestamp = Math.floor(Date.now() / 1000 - secondsAgo);
      const context = quotes === undefined ? {} : { context: quoted(from, quotes) };
      const built = message({ id, timestamp, ...context }) as { type: string };
      const body = kaleyraJson(
        kaleyraWebhook({
          from,
          businessNumber: business,
          name: customer.name,
          messages: [built],
          ...(mediaUrl === undefined ? {} : { extraInfo: { media_url: mediaUrl } }),
        }),
      );
      const title = `message ${built.type} ${id}`;
      if (content === undefined) return phones.send({ customer: from, title, body }, holdMs);
      const ticksNow = customer.online ? 'sent' : 'waiting';
      const quoting = quotes === undefined ? {} : { quotes };
      const shown = { id, customer: from, from: 'customer', content, at: timestamp * 1000 } as const;
      live.putBubble({ ...shown, ...quoting, reactions: {}, ticks: ticksNow });
      const expect = (at: number): void => {
        due.posted({ customer: from, id, at, timestampS: timestamp, tap });
        answers.posted(from, at);
      };
      const onAccepted = (): void => ticks.delivered(id);
      const webhook = { customer: from, title, body, onAccepted, onRefused: () => due.forget(id) };
      written.set(id, { webhook, expect });
      tally.written(from);
      const onPosted = (at: number): void => {
        ticks.posted(id, at);
        expect(at);
      };
      phones.send({ ...webhook, onPosted }, holdMs);
    },
    resend(id) {
      const found = written.get(id);
      if (found === undefined) throw new ActionError('Only a message of a customer can be sent again.');
      const { onRefused, ...webhook } = found.webhook;
      // A bot that has taken it knows it: nothing new is due.
      const isNew = live.bubble(id)?.ticks === 'sent';
      phones.send({
        ...webhook,
        title: `${webhook.title} (again)`,
        ...(isNew ? { onPosted: found.expect, ...(onRefused && { onRefused }) } : {}),
      });
    },
    clear: () => written.clear(),
  };
}
