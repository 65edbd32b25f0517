import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Activity, Channel } from '../../src/index.js';
import { telemetryOfChannel } from './traced-channels.js';

/**
 * Gives the context that an activity's spans belong to, for those who take activities from a stream; within a handler it
 * is active already.
 *
 * @returns the empty context for an activity that is none of the channel's
 * @example
 * ```ts
 * import { context } from '@opentelemetry/api';
 *
 * channel.activity$.subscribe((activity) => {
 *   context.with(contextOf(channel, activity), () => answer(activity));
 * });
 * ```
 */
export function contextOf(channel: Channel, activity: Activity): Context {
  return telemetryOfChannel(channel)?.traces.contextOf(activity) ?? ROOT_CONTEXT;
}
