import type { EntryDetail, KeptBody } from '../../protocol.js';
import { CopyButton } from './copy-button.js';
import { indented } from './indented.js';

/** A request and its answer, and a command that repeats it. */
export function Exchange({ detail: { request, answer, curl, hidden } }: { detail: EntryDetail }) {
  const { method, url, headers, form } = request;
  return (
    <>
      {curl !== undefined && <CopyButton text={curl} label="Copy as curl" />}
      <h3>Request</h3>
      <pre>{[`${method} ${url}`, ...linesOf(headers)].join('\n')}</pre>
      {hidden && (
        <p class="note">
          Hidden here, since it may be secret: {Object.keys(hidden).join(', ')}. The command takes it from{' '}
          <code>
            {Object.values(hidden)
              .map((name) => `$${name}`)
              .join(', ')}
          </code>
          .
        </p>
      )}
      <Body kept={request} />
      {form && <pre>{linesOf(form).join('\n')}</pre>}
      <h3>Response</h3>
      <pre>{answer ? [answer.status, ...linesOf(answer.headers ?? {})].join('\n') : 'not yet'}</pre>
      {answer && <Body kept={answer} />}
      <h3>As curl</h3>
      {curl === undefined ? (
        <p class="violations">There is no command: half of this body is no request to repeat.</p>
      ) : (
        <pre>{curl}</pre>
      )}
    </>
  );
}

const linesOf = (fields: Readonly<Record<string, string>>): string[] =>
  Object.entries(fields).map(([name, value]) => `${name}: ${value}`);

function Body({ kept: { body, cut } }: { kept: KeptBody }) {
  return (
    <>
      {cut !== undefined && (
        <p class="violations">
          Shortened: the last {cut.toLocaleString('en-GB')} characters of this body were too long to keep.
        </p>
      )}
      {body && <pre>{indented(body)}</pre>}
    </>
  );
}
