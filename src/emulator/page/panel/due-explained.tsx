import type { Due, Entry } from '../../protocol.js';
import { dueReason } from '../text/due-reason.js';
import { shortIds } from '../text/short-ids.js';
import { clockSeconds, duration } from '../text/times.js';

/** What the emulator has reckoned, and from what. */
export function DueExplained({ due, entry: { at, tookMs } }: { due: Due; entry: Entry }) {
  return (
    <>
      <p>
        At {clockSeconds(at)} a read call was due by the window the emulator expects: {duration(due.quietMs)} after the
        last message, {duration(due.maxWaitMs)} after the first at the latest, at once after a tap.
      </p>
      <p>
        Here: {dueReason(due)}; the newest is <code>{shortIds(due.newest)}</code>.{' '}
        {tookMs === undefined ? 'No call has come yet.' : `The call came ${duration(tookMs)} later.`}
      </p>
      <p class="note">
        The emulator reckons this from what it has posted: it cannot see when the bot itself wants to call. If the bot
        has another window, start the emulator with <code>--quiet</code> and <code>--max-wait</code>.
      </p>
    </>
  );
}
