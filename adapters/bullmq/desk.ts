import type { Activity, Logger, StoreHost } from '../../src/index.js';
import type { DueList } from './due-list.js';
import type { Jobs } from './jobs.js';
import type { Mailboxes } from './mailboxes.js';
import type { BullmqStoreSettings } from './options.js';
import type { Owned } from './owned.js';
import { passedMs } from './stamp.js';
import type { Waiting } from './waiting.js';

/** What everything that works on conversations has at hand. */
export interface Desk {
  /** The id of this process among those that share the store. */
  readonly instance: string;
  readonly settings: BullmqStoreSettings;
  readonly logger: Logger;
  readonly mailboxes: Mailboxes;
  readonly due: DueList;
  readonly jobs: Pick<Jobs, 'arm'>;
  readonly waiting: Waiting;
  /** The conversations this process has. */
  readonly owned: Map<string, Owned>;
  /** The channel, once there is one. */
  host: StoreHost | undefined;
  /** Where activities go while somebody listens. */
  emit: ((activity: Activity) => void) | undefined;
  readonly closed: AbortSignal;
}

// What is left of a lease when it is given up here: enough to stop what runs before somebody else begins.
const MARGIN_MS = 1_000;

/** Whether the lease certainly still holds. */
export function isLive({ settings }: Desk, { gone, leasedAt }: Owned): boolean {
  const { leaseMs } = settings;
  return !gone && passedMs(leasedAt) < leaseMs - Math.min(MARGIN_MS, leaseMs / 10);
}

/** Lets a conversation go here: whoever waits for it goes on, and the channel forgets it. */
export function letGo({ owned, host, logger }: Desk, one: Owned, reason: Error): void {
  if (one.gone) return;
  one.gone = true;
  owned.delete(one.conversation);
  for (const tell of one.waiters.splice(0)) tell();
  try {
    host?.release(one.conversation, reason);
  } catch (err) {
    logger.error({ conversation: one.conversation, err }, 'a conversation could not be let go');
  }
}
