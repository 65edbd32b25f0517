import type { Activity } from '../activity/activity.js';

/**
 * Gives a bot its own copy of an activity: stock middleware writes into the live one, and what the channel holds must
 * stay as it came.
 */
export function ownCopyOf({ channelData, ...activity }: Activity): Activity {
  return { ...structuredClone(activity), ...(channelData !== undefined && { channelData: ownData(channelData) }) };
}

// The provider's message is frozen, and the largest part: shared. Bots write notes of their own beside it.
function ownData(channelData: unknown): unknown {
  if (typeof channelData !== 'object' || channelData === null) return channelData;
  const { burst } = channelData as { burst?: unknown };
  return { ...channelData, ...(Array.isArray(burst) && { burst: burst.map(ownCopyOf) }) };
}
