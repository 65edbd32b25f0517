import type { Ticks } from '../../protocol.js';
import { clockSeconds } from '../text/times.js';

interface TicksViewProps {
  ticks: Ticks;
  readAt: number | undefined;
}

/** How far a message of the customer has come, as WhatsApp shows it. */
export function TicksView({ ticks, readAt }: TicksViewProps) {
  const read = readAt === undefined ? undefined : clockSeconds(readAt);
  const label = ticks === 'read' && read ? `read at ${read}` : ticks;
  return (
    <>
      <span class={`ticks ${ticks}`} role="img" aria-label={label} title={label}>
        <svg viewBox="0 0 18 12" aria-hidden="true" focusable="false">
          {ticks === 'waiting' ? (
            <path d="M9 1a5 5 0 1 0 .1 0M9 3.5V6l2 1.500" />
          ) : (
            <path d="m1.500 6.500 3.500 3.500 7-8" />
          )}
          {(ticks === 'delivered' || ticks === 'read') && <path d="m9 9 1 1 7-8" />}
        </svg>
      </span>
      {ticks === 'read' && read && (
        <span class="read-at" aria-hidden="true">
          {read}
        </span>
      )}
    </>
  );
}
