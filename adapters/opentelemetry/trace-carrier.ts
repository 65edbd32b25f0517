import { type Context, propagation } from '@opentelemetry/api';
import type { Activity } from '../../src/index.js';

// In what a store keeps of a message; neither the bot nor close() sees it.
const FIELD = 'tidemarkTrace';

/** The activity with its trace written into it, since it may come back after a restart or in another process. */
export function withCarrier(activity: Activity, context: Context): Activity {
  const { id, channelData } = activity;
  // Without an id it may be known as this very object.
  if (id === undefined || (channelData !== undefined && !isRecord(channelData))) return activity;
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  return Object.keys(carrier).length === 0
    ? activity
    : { ...activity, channelData: { ...channelData, [FIELD]: carrier } };
}

/** The activity as it was, and the trace that was written into it. */
export function takeCarrier(activity: Activity): { activity: Activity; carrier: unknown } {
  const { channelData } = activity;
  if (!isRecord(channelData) || !Object.hasOwn(channelData, FIELD)) return { activity, carrier: undefined };
  const { [FIELD]: carrier, ...rest } = channelData;
  return { activity: { ...activity, channelData: rest }, carrier };
}

/** The context with the trace that a carrier holds, or as it is. */
export function extract(context: Context, carrier: unknown): Context {
  return isRecord(carrier) ? propagation.extract(context, carrier) : context;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
