import { StoreError } from '../../src/index.js';
import { type Desk, letGo } from './desk.js';
import { lose } from './lost.js';
import type { Owned } from './owned.js';
import { look } from './reading.js';
import type { Saving } from './saving.js';
import { passedMs, stamp } from './stamp.js';

/** Gives conversations up: the idle ones after a while, all of them at the end. */
export interface Releasing {
  /** Nothing of it is in hand any more. */
  linger(one: Owned): void;
  /** Gives up what has been idle for long enough. */
  tick(): void;
  /** Gives a conversation up with what waits, so that others go on with it at once. */
  giveBack(one: Owned): Promise<void>;
  /** Takes a conversation off the list of those to look at, unless there is something to be done for it after all. */
  forget(conversation: string): Promise<void>;
}

export function createReleasing(desk: Desk, saving: Saving): Releasing {
  const { settings, mailboxes, due, jobs } = desk;
  const lingering = new Set<Owned>();
  const idle = (): StoreError => new StoreError('STORE_CLOSED', 'nothing is left to do in this conversation');

  // The list comes first: what is accepted in between finds itself missing there and says so.
  async function forget(conversation: string): Promise<void> {
    await due.remove(conversation);
    if (await mailboxes.peek(conversation)) await due.addNew(conversation);
  }

  async function offer(conversation: string): Promise<void> {
    await Promise.all([due.set([conversation], 0), jobs.arm(conversation)]);
  }

  async function release(one: Owned): Promise<void> {
    const { conversation, fence } = one;
    // While nobody listens here, what comes is for others.
    const forced = desk.emit === undefined;
    try {
      await due.remove(conversation);
      const { what, waiting } = await mailboxes.release(conversation, fence, { kept: saving.last(one), forced });
      if (what === 'lost') lose(desk, one, 'taken');
      else if (what === 'released') {
        letGo(desk, one, idle());
        if (waiting > 0) await offer(conversation);
      } else {
        await due.set([conversation], settings.leaseMs);
        one.idleSince = stamp();
        void Promise.resolve().then(() => look(desk, one));
      }
    } catch {
      // It may have been given up, so it is; with nothing in hand that costs nothing.
      letGo(desk, one, idle());
      await due.addNew(conversation).catch(() => undefined);
    }
  }

  function releaseIfIdle(one: Owned): void {
    // As soon as it changes, or at the next renewal, it is looked at again.
    if (desk.host?.snapshot(one.conversation).busy === true) return;
    one.releasing = release(one).finally(() => {
      one.releasing = undefined;
    });
  }

  return {
    linger: (one) => void lingering.add(one),
    tick() {
      const now = stamp();
      const lingerMs = desk.emit === undefined ? 0 : settings.lingerMs;
      for (const one of lingering) {
        if (!one.gone && one.open.size === 0 && passedMs(one.idleSince, now) < lingerMs) continue;
        lingering.delete(one);
        if (!one.gone && one.open.size === 0 && one.releasing === undefined && one.looking === undefined) {
          releaseIfIdle(one);
        }
      }
    },
    async giveBack(one) {
      await one.releasing;
      if (one.gone) return;
      const { conversation, fence } = one;
      const kept = saving.last(one);
      // What runs is stopped before somebody else can begin.
      letGo(desk, one, new StoreError('STORE_CLOSED', 'this process gives its conversations to others'));
      const { what, waiting } = await mailboxes.release(conversation, fence, { kept, forced: true });
      if (what === 'lost') return;
      if (waiting === 0 && !kept.busy) return forget(conversation);
      return offer(conversation);
    },
    forget,
  };
}
