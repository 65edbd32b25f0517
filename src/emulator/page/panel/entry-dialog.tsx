import { useEffect, useState } from 'preact/hooks';
import type { Entry, EntryDetail } from '../../protocol.js';
import { getEntry } from '../live/server.js';
import { Dialog } from '../parts/dialog.js';
import { CopyButton } from './copy-button.js';
import { indented } from './indented.js';

/** The exact request and answer of a step. */
export function EntryDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const [detail, setDetail] = useState<EntryDetail>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let stale = false;
    getEntry(entry.seq).then(
      (found) => stale || setDetail(found),
      (error: unknown) => stale || setProblem(String(error)),
    );
    return () => {
      stale = true;
    };
  }, [entry.seq, entry.status]);
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
          {detail && <Exchange detail={detail} />}
        </div>
      )}
    </Dialog>
  );
}

function Exchange({ detail: { request, answer, curl } }: { detail: EntryDetail }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <>
      <CopyButton text={curl} label="Copy as curl" />
      <h3>Request</h3>
      <pre>{[`${request.method} ${request.url}`, ...headers].join('\n')}</pre>
      {request.body && <pre>{indented(request.body)}</pre>}
      <h3>Response</h3>
      <pre>{answer ? `${answer.status}\n${indented(answer.body)}` : 'not yet'}</pre>
      <h3>As curl</h3>
      <pre>{curl}</pre>
    </>
  );
}
