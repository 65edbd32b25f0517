import { useState } from 'preact/hooks';
import type { Customer, Entry } from '../../protocol.js';
import { useKept } from '../live/use-kept.js';
import { useStickToEnd } from '../live/use-stick-to-end.js';
import { Switch } from '../parts/switch.js';
import { EntryButton } from './entry-button.js';
import { EntryDialog } from './entry-dialog.js';

interface TimelineProps {
  entries: readonly Entry[];
  customers: readonly Customer[];
}

/** How many entries are drawn; the newest ones. */
const shown = 200;

/** Every webhook and every call in order, in a lane for each conversation. */
export function Timeline({ entries, customers }: TimelineProps) {
  const [opened, setOpened] = useState<number>();
  const [statuses, setStatuses] = useKept('statuses');
  const { ref, onScroll } = useStickToEnd<HTMLDivElement>([entries]);
  // Three for each message of the bot's.
  const wanted = statuses === 'shown' ? entries : entries.filter(({ kind }) => kind !== 'status');
  const newest = wanted.slice(-shown);
  const lanes = lanesOf(newest, customers);
  const open = entries.find((entry) => entry.seq === opened);
  return (
    <section class="card timeline" aria-labelledby="timeline">
      <header class="row">
        <h2 id="timeline">Timeline</h2>
        <Switch label="Statuses" on={statuses === 'shown'} onFlip={(on) => setStatuses(on ? 'shown' : 'hidden')} />
      </header>
      {newest.length === 0 && <p class="note">Webhooks to the bot and its calls appear here.</p>}
      {wanted.length > shown && (
        <p class="note">
          The newest {shown} of {wanted.length} that are kept.
        </p>
      )}
      <div class="lanes" ref={ref} onScroll={onScroll}>
        <div class="lane-names" aria-hidden="true" style={columns(lanes.length)}>
          {lanes.map((lane) => (
            <bdi key={lane.number}>{lane.name}</bdi>
          ))}
        </div>
        <ol style={columns(lanes.length)} aria-label="Webhooks and calls, oldest first">
          {newest.map((entry, index) => {
            const lane = lanes.findIndex(({ number }) => number === (entry.customer ?? ''));
            const gridColumn = entry.kind === 'halt' ? '1 / -1' : lane + 1;
            return (
              <li key={entry.seq} style={{ gridColumn, gridRow: index + 1 }}>
                <EntryButton entry={entry} who={lanes[lane]?.name ?? ''} onOpen={() => setOpened(entry.seq)} />
              </li>
            );
          })}
        </ol>
      </div>
      {open && <EntryDialog entry={open} onClose={() => setOpened(undefined)} />}
    </section>
  );
}

const columns = (count: number) => ({ gridTemplateColumns: `repeat(${Math.max(count, 1)}, minmax(11rem, 1fr))` });

/** A lane for everybody something happened to, and one for what belongs to nobody; a halt concerns them all. */
function lanesOf(entries: readonly Entry[], customers: readonly Customer[]): { number: string; name: string }[] {
  const numbers = new Set(entries.filter(({ kind }) => kind !== 'halt').map((entry) => entry.customer ?? ''));
  const known = customers.filter(({ number }) => numbers.delete(number));
  return [
    ...known,
    ...[...numbers].map((number) => ({ number, name: number === '' ? 'nobody in particular' : `+${number}` })),
  ];
}
