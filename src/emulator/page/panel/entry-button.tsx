import type { Entry } from '../../protocol.js';
import { shortIds } from '../text/short-ids.js';
import { clockSeconds, duration } from '../text/times.js';

interface EntryButtonProps {
  entry: Entry;
  who: string;
  onOpen: () => void;
}

const signs = { webhook: '→', read: '✓✓', typing: '…', send: '←', upload: '⇪', other: '•' } as const;

/** A step of the timeline, which opens. */
export function EntryButton({ entry, who, onOpen }: EntryButtonProps) {
  const { kind, title, status, tookMs, latencyMs, violations, at } = entry;
  return (
    <button type="button" class={`entry ${kind} ${outcome(entry)}`} aria-haspopup="dialog" onClick={onOpen}>
      <span class="line">
        <span class="sign" aria-hidden="true">
          {signs[kind]}
        </span>
        <time dateTime={new Date(at).toISOString()}>
          {clockSeconds(at)}.{String(at % 1000).padStart(3, '0')}
        </time>
        <span class="hidden">, {who}: </span>
        <span class="status">{status ?? 'pending'}</span>
        {tookMs !== undefined && <span class="took">{duration(tookMs)}</span>}
      </span>
      <span class="title" dir="auto">
        {shortIds(title)}
      </span>
      {latencyMs !== undefined && <span class="latency">tick after {duration(latencyMs)}</span>}
      {violations.length > 0 && <span class="violation">breaks the contract</span>}
    </button>
  );
}

function outcome({ status, violations }: Entry): 'pending' | 'good' | 'bad' {
  if (status === undefined) return 'pending';
  return typeof status === 'number' && status < 300 && violations.length === 0 ? 'good' : 'bad';
}
