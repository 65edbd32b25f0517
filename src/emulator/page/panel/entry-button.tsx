import type { Entry } from '../../protocol.js';
import { dueReason } from '../text/due-reason.js';
import { shortIds } from '../text/short-ids.js';
import { clockSeconds, duration } from '../text/times.js';

interface EntryButtonProps {
  entry: Entry;
  who: string;
  onOpen: () => void;
}

const signs = {
  webhook: '→',
  status: '→',
  due: '◷',
  halt: '‖',
  read: '✓✓',
  typing: '…',
  send: '←',
  upload: '⇪',
  other: '•',
} as const;

/** A step of the timeline, which opens. */
export function EntryButton({ entry, who, onOpen }: EntryButtonProps) {
  const { kind, title, due, halt, latencyMs, earlyMs, gone, cut, violations, at } = entry;
  return (
    <button type="button" class={`entry ${kind} ${outcome(entry)}`} aria-haspopup="dialog" onClick={onOpen}>
      <span class="line">
        <span class="sign" aria-hidden="true">
          {signs[kind]}
        </span>
        <time dateTime={new Date(at).toISOString()}>
          {clockSeconds(at)}.{String(at % 1000).padStart(3, '0')}
        </time>
        <span class="hidden">{who === '' ? ': ' : `, ${who}: `}</span>
        <Progress entry={entry} />
      </span>
      <span class="title" dir="auto">
        {shortIds(title)}
      </span>
      {due && <span class="reason">{dueReason(due)}</span>}
      {halt && <span class="reason">{`${halt.status} ${halt.code ?? ''}`.trim()}; ticks stay grey</span>}
      {latencyMs !== undefined && (
        <span class="latency">
          {kind === 'send' ? 'answer' : 'tick'} after {duration(latencyMs)}
        </span>
      )}
      {earlyMs !== undefined && <span class="reason">{duration(earlyMs)} before it was expected</span>}
      {gone && <span class="reason">its message is not here any more</span>}
      {cut && <span class="reason">shortened here: too long to keep</span>}
      {violations.length > 0 && <span class="violation">breaks the contract</span>}
    </button>
  );
}

/** How far it has come; a moment that is expected is no call of its own. */
function Progress({ entry: { due, halt, status, tookMs } }: { entry: Entry }) {
  if (halt) return <span class="status">{tookMs === undefined ? 'until a good call' : `for ${duration(tookMs)}`}</span>;
  if (due) return <span class="status">{tookMs === undefined ? 'no call yet' : `call after ${duration(tookMs)}`}</span>;
  return (
    <>
      <span class="status">{status ?? 'pending'}</span>
      {tookMs !== undefined && <span class="took">{duration(tookMs)}</span>}
    </>
  );
}

function outcome({ halt, status, violations }: Entry): 'pending' | 'good' | 'bad' {
  if (halt) return 'bad';
  if (status === undefined) return 'pending';
  const isGood = status === 'called' || (typeof status === 'number' && status < 300);
  return isGood && violations.length === 0 ? 'good' : 'bad';
}
