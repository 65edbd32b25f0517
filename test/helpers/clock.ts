import sinon, { type SinonFakeTimers } from 'sinon';
import { afterEach, beforeEach, expect } from 'vitest';

/** 2026-03-01T12:00:00Z, a whole second. */
export const START_MS: number = Date.UTC(2026, 2, 1, 12);

/** A fake clock for every test of the file; after each, no timer may be left. */
export function useClock(): { readonly clock: SinonFakeTimers } {
  let clock: SinonFakeTimers | undefined;
  const holder = {
    get clock(): SinonFakeTimers {
      if (clock === undefined) throw new Error('the clock runs only inside a test');
      return clock;
    },
  };
  beforeEach(() => {
    // Left when a hook of the test before has failed.
    clock?.restore();
    clock = sinon.useFakeTimers({
      now: START_MS,
      toFake: [
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'setImmediate',
        'clearImmediate',
        'Date',
        'performance',
      ],
    });
  });
  afterEach(() => {
    const left = holder.clock.countTimers();
    holder.clock.restore();
    clock = undefined;
    expect(left, 'timers left').toBe(0);
  });
  return holder;
}
