import type { Observable } from 'rxjs';
import type { Activity, ConversationReference } from '../activity/activity.js';
import type { AccountEvent, MessageStatus } from '../kaleyra/webhook/parsed-webhook.js';
import type { Gateway, Handler, Turn } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import type { WebhookRequest, WebhookResponse } from '../webhook/webhook-request.js';
import type { HandleOptions } from './handle-options.js';

/** Events of a channel: never a text. */
export interface ChannelEvents {
  /** A handler threw or ran out of time. */
  turnFailed: {
    /** The conversation's id. */
    conversation: string;
    /** The id of the activity that was handled. */
    id: string | undefined;
    /** `failed`: it threw; `timedOut`: it took longer than `turnTimeoutMs`. */
    outcome: 'failed' | 'timedOut';
    /** The name of what was thrown, such as `TypeError`. */
    error: string;
    /** How many turns of the activity have failed by now. */
    attempt: number;
    /** When the handler is tried again, in milliseconds; left out when it is not. */
    retryInMs?: number;
  };
  /** A message of a webhook could not be read; the others went on. */
  messageSkipped: {
    /** The message's id, where it has one. */
    id: string | undefined;
    /** The path of the field at fault and what was expected there. */
    reason: string;
  };
  /** An activity of a hand-composed pipeline never reached `dispatch`. */
  unhandled: {
    /** The conversation's id. */
    conversation: string;
    /** The activity's id. */
    id: string | undefined;
  };
}

/** How a channel is. */
export interface ChannelHealth {
  /** It takes webhooks: it is not closing, and its store can be reached. */
  ready: boolean;
  /** Business numbers that make no receipt calls now, each with the reason. */
  halted: Record<string, string>;
  /** Messages accepted and not done: of this process, or of all where the store is shared; left out where not known. */
  waiting?: number;
  /** Messages whose handler failed for good; left out where nothing is kept of them. */
  dead?: number;
}

/** What closing left over. */
export interface ChannelClosed {
  /** Activities accepted whose turn was not done, in order; in memory they are lost now. */
  remaining: readonly Activity[];
  /** Messages left unread. */
  unread: number;
}

/** A WhatsApp channel: webhooks in, activities out, ticks by themselves. */
export interface Channel {
  /** Accepted activities, before their receipt; subscribing only observes. */
  readonly incoming$: Observable<Activity>;
  /**
   * Activities after the receipt middleware. Without {@link Channel.handle} or `dispatch` the first subscription takes
   * delivery, and an activity counts as done once it is emitted.
   *
   * @throws {OptionsError} `INVALID_OPTIONS` at subscription with `when: 'afterHandler'` while nothing handles: no turn
   *   would ever end.
   */
  readonly activity$: Observable<Activity>;
  /** Statuses of messages the business sent. */
  readonly status$: Observable<MessageStatus>;
  /** News about the account, such as template status and number quality. */
  readonly account$: Observable<AccountEvent>;
  /** The receipt engine: statistics, events, outcomes. */
  readonly receipts: Receipts;
  /** The way to WhatsApp. */
  readonly gateway: Gateway;
  /**
   * Answers every activity with a handler, one turn at a time per conversation; gives the function that stops it.
   *
   * @throws {OptionsError} `INVALID_OPTIONS` for a handler that is no function, an unknown option or a value out of range.
   * @throws {TidemarkError} `SECOND_CONSUMER` while there is another handler or `dispatch`.
   */
  handle(handler: Handler, options?: HandleOptions): () => void;
  /** The turn of any activity of this channel: its replies wait for the tick and keep their order (R7). */
  turn(activity: Activity): Turn;
  /**
   * Runs a proactive turn in a conversation's line; inside a running turn of that conversation it runs within it.
   *
   * @param conversation a conversation id or a reference, as plain JSON
   * @throws {OptionsError} `INVALID_OPTIONS` for a handler that is no function.
   * @throws {TidemarkError} `UNKNOWN_CONVERSATION` for an id that is not `<business number>:<user id>`, `CHANNEL_CLOSED`
   *   when the channel ends before the turn does; besides, whatever the handler throws.
   * @throws {TurnError} `TURN_ENDED` when the turn takes longer than `turnTimeoutMs`.
   */
  continueConversation(
    conversation: string | Pick<ConversationReference, 'conversation'>,
    handler: Handler,
  ): Promise<void>;
  /** Answers a webhook; never rejects. */
  handleWebhook(request: WebhookRequest): Promise<WebhookResponse>;
  /** How the channel is: what a load balancer or an operator asks. Resolves also when nothing works. */
  health(): Promise<ChannelHealth>;
  /** Listens to an event; gives the function that ends it. What the listener throws is logged. */
  on<E extends keyof ChannelEvents>(event: E, listener: (payload: ChannelEvents[E]) => void): () => void;
  /** Refuses webhooks, sends pending receipts, lets turns end, within `drainTimeoutMs` (R21). Idempotent. */
  close(): Promise<ChannelClosed>;
}
