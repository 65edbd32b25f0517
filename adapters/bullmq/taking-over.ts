import type { ConversationState } from '../../src/index.js';
import type { Desk } from './desk.js';
import type { Taken } from './mailboxes.js';
import { createOwned, emptied, type Owned } from './owned.js';
import { pause } from './pause.js';
import { give, look } from './reading.js';
import type { Releasing } from './releasing.js';
import type { Settling } from './settling.js';
import { stamp } from './stamp.js';

const RETRY_MS = 500;
// A consumer may be about to be exchanged for another one.
const UNHEARD_MS = 500;

/** Gives the work of a job: takes a conversation over, and ends when nothing of it is in hand. */
export function createTakingOver(
  desk: Desk,
  { settling, releasing }: { settling: Settling; releasing: Releasing },
): (conversation: string) => Promise<void> {
  const taking = new Map<string, Promise<Owned | undefined>>();

  async function takeOver(conversation: string): Promise<Owned | undefined> {
    const known = desk.owned.get(conversation);
    await known?.releasing;
    if (known !== undefined && !known.gone) {
      await look(desk, known);
      return known;
    }
    const leasedAt = stamp();
    const taken = await desk.mailboxes.acquire(conversation, desk.instance);
    if ('owner' in taken) {
      if (taken.owner === '') await releasing.forget(conversation);
      return undefined;
    }
    const { fence, newest } = taken;
    const one = createOwned({ conversation, fence, newest, leasedAt });
    desk.owned.set(conversation, one);
    // A crash from here on is found by it.
    desk.due.set([conversation], desk.settings.leaseMs).catch(() => undefined);
    begin(one, taken);
    return one;
  }

  function begin(one: Owned, { mail, state, fence }: Taken): void {
    const { conversation } = one;
    const done = settling.takeAlong(conversation, fence);
    const open = mail.filter(({ arrival }) => !done.has(arrival));
    const except = new Set(open.flatMap(({ activity }) => activity.id ?? []));
    try {
      if (state !== '') desk.host?.restore(conversation, JSON.parse(state) as ConversationState, { except });
    } catch (err) {
      desk.logger.error({ conversation, err }, 'what was kept of a conversation could not be restored');
    }
    give(desk, one, open);
  }

  async function takeOnce(conversation: string): Promise<Owned | undefined> {
    const under = taking.get(conversation);
    if (under !== undefined) return under;
    const work = takeOver(conversation).finally(() => taking.delete(conversation));
    taking.set(conversation, work);
    return work;
  }

  return async (conversation) => {
    while (!desk.closed.aborted) {
      try {
        if (desk.emit === undefined) await pause(UNHEARD_MS, desk.closed);
        // There will be another job as soon as this one has ended, and this process takes none meanwhile.
        if (desk.emit === undefined) return await desk.jobs.arm(conversation);
        const one = await takeOnce(conversation);
        if (one === undefined) return;
        await emptied(one);
        releasing.linger(one);
        return;
      } catch {
        // The server is away; the job is kept, so that nobody has to find the conversation again.
        await pause(RETRY_MS, desk.closed);
      }
    }
  };
}
