import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { onTestFinished } from 'vitest';

/** The bot and the emulator go by a clock that runs as the real one does, and can be put forward. */
export function startClock(): SinonFakeTimers {
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const;
  const clock = useFakeTimers({ now: Date.now(), shouldAdvanceTime: true, toFake: [...toFake] });
  // Registered first, this runs last: the bot closes by the clock it has lived by.
  onTestFinished(() => clock.restore());
  return clock;
}
