import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import type { Handler } from '../ports.js';
import type { Channel } from './channel.js';
import { type DispatchOptions, resolveDispatchOptions } from './handle-options.js';
import { internalsOf, secondConsumer } from './internals.js';
import { requireFunction } from './require-function.js';

/**
 * Runs a handler on each activity, one turn at a time per conversation, and emits the activity once its turn is done.
 *
 * It settles what it receives, so there is one per channel.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for a handler that is no function, an unknown option, a value out of range, or a channel not made by
 *   {@link createChannel}.
 * @throws {TidemarkError} `SECOND_CONSUMER` at subscription (behind another operator: as the stream's error) while there
 *   is another handler or `dispatch`.
 * @example
 * ```ts
 * channel.incoming$.pipe(readReceipts(channel), dispatch(channel, (activity, turn) => turn.reply('Hello'))).subscribe();
 * ```
 */
export function dispatch(
  channel: Channel,
  handler: Handler,
  options: DispatchOptions = {},
): MonoTypeOperatorFunction<Activity> {
  requireFunction('dispatch', handler);
  const internals = internalsOf(channel, 'dispatch');
  const maxAttempts = resolveDispatchOptions(options, internals);
  return (source) => {
    const stream = new Observable<Activity>((subscriber) => {
      let running = 0;
      let sourceDone = false;
      const completeWhenDone = (): void => {
        if (sourceDone && running === 0) subscriber.complete();
      };
      subscriber.add(internals.takeConsumer());
      subscriber.add(
        source.subscribe({
          next: (activity) => {
            running += 1;
            void internals.runTurn(activity, handler, maxAttempts).then((ran) => {
              running -= 1;
              if (ran) subscriber.next(activity);
              completeWhenDone();
            });
          },
          error: (error) => subscriber.error(error),
          complete: () => {
            sourceDone = true;
            completeWhenDone();
          },
        }),
      );
    });
    // RxJS would report a throw at subscription later and to nobody; a second consumer is a mistake to see at once.
    const subscribe = stream.subscribe.bind(stream) as typeof stream.subscribe;
    return Object.assign(stream, {
      subscribe: ((...observers: Parameters<typeof subscribe>) => {
        if (internals.hasConsumer()) throw secondConsumer();
        return subscribe(...observers);
      }) as typeof subscribe,
    });
  };
}
