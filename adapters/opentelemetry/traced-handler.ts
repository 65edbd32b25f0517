import { type Channel, type Handler, OptionsError } from '../../src/index.js';
import { telemetryOfChannel } from './traced-channels.js';
import { tracedTurns } from './traced-turns.js';

/**
 * Gives a handler for `dispatch` whose turns have spans; `channel.handle` and the SDK adapters need none of this.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for a channel not made by {@link createTracedChannel}, and for a handler that is
 *   no function.
 * @example
 * ```ts
 * channel.incoming$.pipe(readReceipts(channel), dispatch(channel, tracedHandler(channel, bot))).subscribe();
 * ```
 */
export function tracedHandler(channel: Channel, handler: Handler): Handler {
  const telemetry = telemetryOfChannel(channel);
  if (telemetry === undefined) throw new OptionsError('tracedHandler: expected a channel made by createTracedChannel');
  if (typeof handler !== 'function') {
    throw new OptionsError('tracedHandler: expected a function such as (activity, turn) => turn.reply("Hello")');
  }
  return tracedTurns(handler, telemetry);
}
