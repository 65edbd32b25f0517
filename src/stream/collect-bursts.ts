import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import { secondOf } from '../activity/second-of.js';
import { burstOf, isCollectable } from './burst.js';
import { createBurstBuffer } from './burst-buffer.js';
import type { Channel } from './channel.js';
import { type CollectOptions, resolveCollectOptions } from './collect-options.js';
import { internalsOf } from './internals.js';

/**
 * Makes one activity of a burst: texts joined by newlines, attachments and entities in order, id and timestamp of the
 * newest, the originals in `turn.activities` and `channelData.burst`. All are settled together.
 *
 * Taps, orders, reactions and events end the burst that waits and pass at once. What arrives while the handler runs
 * becomes the next burst. With `when: 'beforeHandler'` the receipt's window is shared.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option, a value out of range, or a channel not made by
 *   {@link createChannel}.
 * @example
 * ```ts
 * channel.incoming$.pipe(readReceipts(channel), collectBursts(channel), dispatch(channel, bot)).subscribe();
 * ```
 */
export function collectBursts(channel: Channel, options: CollectOptions = {}): MonoTypeOperatorFunction<Activity> {
  const settings = resolveCollectOptions(options);
  const { deliveries, lines, log, sharesWindow, closing } = internalsOf(channel, 'collectBursts');

  function passes(activity: Activity): boolean {
    if (!isCollectable(activity)) return true;
    try {
      return settings.passes(activity);
    } catch (err) {
      log.warn({ id: activity.id, err }, 'the option passes of collectBursts threw; the message is collected');
      return false;
    }
  }

  return (source) =>
    new Observable((subscriber) => {
      const emit = (activities: Activity[]): void => subscriber.next(burstOf(activities));

      const buffer = createBurstBuffer({
        settings,
        sharesWindow: () => sharesWindow || closing.aborted,
        whenFree: lines.whenFree,
        emit,
      });
      const onClosing = (): void => buffer.flushAll();
      closing.addEventListener('abort', onClosing);
      subscriber.add(() => {
        closing.removeEventListener('abort', onClosing);
        for (const activity of buffer.stop()) deliveries.uncollect(activity);
      });
      subscriber.add(
        source.subscribe({
          next(activity) {
            if (passes(activity)) {
              buffer.flush(activity.conversation.id);
              subscriber.next(activity);
              return;
            }
            deliveries.collect(activity);
            // Its place in the burst is that of its arrival, where it has no time of its own.
            secondOf(activity);
            buffer.add(activity);
          },
          error: (error) => subscriber.error(error),
          complete() {
            buffer.flushAll();
            subscriber.complete();
          },
        }),
      );
    });
}
