import type { EmulatorOptions } from './emulator.js';
import type { LiveState } from './live-state.js';

/** Makes the function that keeps whether the bot is reached, and tells when that changes for the worse and back. */
export function createReachability(
  live: LiveState,
  tell: EmulatorOptions['onReachable'],
): (reachable: boolean, reason?: string) => void {
  let wasLost = false;
  return (reachable, reason) => {
    if (!live.setReachable(reachable) || (reachable && !wasLost)) return;
    wasLost = true;
    try {
      tell?.(reachable, reason);
    } catch {
      // The fault of who listens, which no webhook may depend on.
    }
  };
}
