import { useEffect, useState } from 'preact/hooks';
import type { Entry, EntryDetail } from '../../protocol.js';
import { getEntry } from '../live/server.js';
import { Dialog } from '../parts/dialog.js';
import { duration } from '../text/times.js';
import { DueExplained } from './due-explained.js';
import { Exchange } from './exchange.js';
import { HaltExplained } from './halt-explained.js';

/** The exact request and answer of a step, or what a moment is. */
export function EntryDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const [detail, setDetail] = useState<EntryDetail>();
  const [problem, setProblem] = useState<string>();
  const { due, halt, tookMs } = entry;
  const isMoment = due !== undefined || halt !== undefined;
  useEffect(() => {
    if (isMoment) return;
    let stale = false;
    getEntry(entry.seq).then(
      (found) => stale || setDetail(found),
      (error: unknown) => stale || setProblem(String(error)),
    );
    return () => {
      stale = true;
    };
  }, [entry.seq, entry.status, isMoment]);
  return (
    <Dialog title={entry.title} onClose={onClose}>
      {() => (
        <div class="detail">
          {entry.violations.length > 0 && (
            <ul class="violations" aria-label="What breaks the contract">
              {entry.violations.map((violation) => (
                <li key={violation}>{violation}</li>
              ))}
            </ul>
          )}
          {problem && <p class="violations">{problem}</p>}
          {due && <DueExplained due={due} entry={entry} />}
          {halt && (
            <p>
              <HaltExplained halt={halt} />{' '}
              {tookMs === undefined ? 'It is not over yet.' : `It was over after ${duration(tookMs)}.`}
            </p>
          )}
          {detail && <Exchange detail={detail} />}
        </div>
      )}
    </Dialog>
  );
}
