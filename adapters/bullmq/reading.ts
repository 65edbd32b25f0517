import { type Desk, isLive } from './desk.js';
import { lose } from './lost.js';
import type { Mail } from './mailboxes.js';
import { type Owned, take } from './owned.js';

const PAGE = 100;

/** Emits messages in the order of their arrival. */
export function give(desk: Desk, one: Owned, mail: readonly Mail[]): void {
  for (const each of mail) {
    if (one.gone) return;
    // The answer may have been here before a pause of the whole process.
    if (!isLive(desk, one)) {
      lose(desk, one, 'expired');
      return;
    }
    take(one, each);
    emit(desk, each);
  }
}

/** Emits anew what is in hand: somebody else listens now. */
export function giveAgain(desk: Desk): void {
  for (const one of [...desk.owned.values()]) {
    const inHand = [...one.open.values()].filter(({ settling }) => !settling);
    for (const each of inHand) if (!one.gone) emit(desk, each);
  }
}

function emit({ emit: to, logger }: Desk, { activity }: Pick<Mail, 'activity'>): void {
  try {
    to?.(activity);
  } catch (err) {
    logger.error({ id: activity.id, err }, 'an activity could not be handed on');
  }
}

/** Looks for messages that came since, one look at a time. */
export function look(desk: Desk, one: Owned): Promise<void> {
  one.lookAgain = true;
  one.looking ??= lookOn(desk, one)
    // The next renewal of the lease shows that something is there.
    .catch(() => undefined)
    .finally(() => {
      one.looking = undefined;
    });
  return one.looking;
}

async function lookOn(desk: Desk, one: Owned): Promise<void> {
  await one.releasing;
  // What nobody would be given stays where others find it.
  while (one.lookAgain && !one.gone && desk.emit !== undefined) {
    one.lookAgain = false;
    const { conversation, fence, newest } = one;
    const found = await desk.mailboxes.read(conversation, { fence, after: newest, count: PAGE });
    if (found === -1) return lose(desk, one, 'taken');
    one.newest = found.upTo;
    one.lookAgain ||= found.more;
    give(desk, one, found.mail);
  }
}
