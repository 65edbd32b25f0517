import type { Observable } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import { describeValue } from '../describe-value.js';
import { OptionsError, TidemarkError } from '../errors.js';
import type { Handler, Logger } from '../ports.js';
import type { Channel } from './channel.js';
import type { ConversationLines } from './conversation-lines.js';
import type { Deliveries, Delivery } from './deliveries.js';

/** What the operators need of a channel and nobody else does. */
export interface ChannelInternals {
  deliveries: Deliveries;
  lines: ConversationLines;
  log: Logger;
  /** A burst is whole when it is handed on: the receipt's window has collected it. */
  sharesWindow: boolean;
  /** Aborted when closing begins. */
  closing: AbortSignal;
  /** Each delivery as its receipt lets it go. */
  released$: Observable<Delivery>;
  /** Becomes the one consumer that settles; gives the function that ends it. */
  takeConsumer(): () => void;
  hasConsumer(): boolean;
  /** Whether the inbox counts failed turns, so that they can be repeated. */
  repeats: boolean;
  /** Runs the activity's turn in its line; resolves when it is done, with whether it ran at all. */
  runTurn(activity: Activity, handler: Handler, maxAttempts: number): Promise<boolean>;
}

const internals = new WeakMap<Channel, ChannelInternals>();

export function setInternals(channel: Channel, value: ChannelInternals): void {
  internals.set(channel, value);
}

export function internalsOf(channel: Channel, name: string): ChannelInternals {
  const value = internals.get(channel);
  if (value === undefined)
    throw new OptionsError(`${name}: expected a channel made by createChannel, got ${describeValue(channel)}`);
  return value;
}

export function secondConsumer(): TidemarkError {
  return new TidemarkError(
    'SECOND_CONSUMER',
    'this channel has a handler or dispatch already; stop that one first, or subscribe to activity$ to observe',
  );
}
