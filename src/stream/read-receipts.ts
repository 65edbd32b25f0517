import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import type { Channel } from './channel.js';
import type { Delivery } from './deliveries.js';
import { internalsOf } from './internals.js';

/**
 * The middleware: holds each activity of the channel until its receipt lets it go (R17), in order per conversation.
 *
 * The receipts themselves are made once per channel, however many pipelines there are. An activity that is not under
 * way in the channel passes untouched.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for a channel not made by {@link createChannel}.
 * @example
 * ```ts
 * channel.incoming$.pipe(readReceipts(channel), dispatch(channel, bot)).subscribe();
 * ```
 */
export function readReceipts(channel: Channel): MonoTypeOperatorFunction<Activity> {
  const { deliveries, released$ } = internalsOf(channel, 'readReceipts');
  return (source) =>
    new Observable((subscriber) => {
      const held = new Map<Delivery, Activity>();
      let sourceDone = false;
      const completeWhenEmpty = (): void => {
        if (sourceDone && held.size === 0) subscriber.complete();
      };
      subscriber.add(
        released$.subscribe((delivery) => {
          const activity = held.get(delivery);
          if (activity === undefined) return;
          held.delete(delivery);
          subscriber.next(activity);
          completeWhenEmpty();
        }),
      );
      subscriber.add(
        source.subscribe({
          next: (activity) => {
            const delivery = deliveries.find(activity);
            if (delivery === undefined || delivery.released) subscriber.next(activity);
            else held.set(delivery, activity);
          },
          error: (error) => subscriber.error(error),
          complete: () => {
            sourceDone = true;
            completeWhenEmpty();
          },
        }),
      );
    });
}
