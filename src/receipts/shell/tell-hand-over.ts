import type { Logger } from '../../ports.js';
import type { HandOver } from './hand-on.js';
import type { HeldMessage, Lane } from './lane.js';

/**
 * Tells those who wait; what they throw is theirs (R22). What a listener sets off may release more of the same
 * conversation: that is told after what is being told, in order.
 */
export function tellHandOver(lane: Lane, { handOn, answerable }: HandOver, log: Logger): void {
  if (lane.handing !== undefined) lane.handing.push(...handOn);
  else if (handOn.length > 0) {
    lane.handing = handOn;
    for (let message = lane.handing.shift(); message !== undefined; message = lane.handing.shift()) tell(message, log);
    lane.handing = undefined;
  }
  for (const { waiters } of answerable) for (const answer of waiters?.answer ?? []) answer();
}

function tell({ waiters, onReleased, activity }: HeldMessage, log: Logger): void {
  for (const release of waiters?.release ?? []) release();
  try {
    onReleased?.(activity);
  } catch (err) {
    log.warn({ id: activity.id, err }, 'a listener for released activities threw');
  }
}
