import { readFileSync } from 'node:fs';

/**
 * A clock that stands still while the machine does something else: the time the main thread has had a core. Where the
 * system does not tell (only Linux does), the time on the wall. It moves in steps of some milliseconds.
 */
export const busyMs: () => number = canTell() ? onCoreMs : () => performance.now();

function onCoreMs(): number {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

function canTell(): boolean {
  try {
    return onCoreMs() > 0;
  } catch {
    return false;
  }
}
