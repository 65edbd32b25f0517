import { StoreError } from '../../src/index.js';
import { type Desk, letGo } from './desk.js';
import type { Owned } from './owned.js';

/** Somebody else has the conversation, or may have it by now: its turns are aborted here. */
export function lose(desk: Desk, one: Owned, why: 'taken' | 'expired'): void {
  if (one.gone) return;
  const { conversation } = one;
  const inHand = one.open.size;
  letGo(desk, one, new StoreError('STORE_UNAVAILABLE', 'the lease on this conversation has been lost'));
  if (why === 'taken') {
    desk.logger.warn({ conversation, inHand }, 'a conversation was taken over by another process');
    return;
  }
  // Of many at once the one who noticed tells.
  desk.logger.debug({ conversation, inHand }, 'the lease on a conversation has run out');
  // Without this it would wait for the next sweep.
  if (!desk.closed.aborted) desk.jobs.arm(conversation).catch(() => undefined);
}
