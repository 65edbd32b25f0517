import type { FaultKind, Faults } from '../../protocol.js';
import { Switch } from '../parts/switch.js';

interface FaultsFormProps {
  faults: Faults;
  onChange: (faults: Faults) => void;
}

const kinds: Record<FaultKind, string> = {
  429: '429 too many requests',
  500: '500 server error',
  401: '401 wrong API key',
  lowBalance: 'low balance',
  drop: 'dropped connection',
};

/** Switches for what may go wrong; each holds until it is changed. */
export function FaultsForm({ faults, onChange }: FaultsFormProps) {
  const { failure } = faults;
  const fail = (kind: string, share: number) => {
    const { failure: _, ...rest } = faults;
    onChange(kind in kinds ? { ...rest, failure: { kind: kind as FaultKind, share } } : rest);
  };
  return (
    <form class="faults" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>Calls fail with</span>
        <select
          value={failure?.kind ?? 'none'}
          onChange={(event) => fail(event.currentTarget.value, failure?.share ?? 1)}
        >
          <option value="none">nothing</option>
          {Object.entries(kinds).map(([kind, text]) => (
            <option key={kind} value={kind}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Share of calls, %</span>
        <input
          type="number"
          min={1}
          max={100}
          disabled={!failure}
          value={Math.round((failure?.share ?? 1) * 100)}
          onChange={(event) => failure && fail(failure.kind, boundedValue(event.currentTarget) / 100)}
        />
      </label>
      <label>
        <span>Added latency, ms</span>
        <input
          type="number"
          min={0}
          max={60_000}
          step={50}
          value={faults.latencyMs}
          onChange={(event) => onChange({ ...faults, latencyMs: boundedValue(event.currentTarget) })}
        />
      </label>
      {faults.others?.length ? (
        <p class="others">
          Also: {faults.others.map(({ kind, share }) => `${kinds[kind]} (${Math.round(share * 100)} %)`).join(', ')}{' '}
          <button type="button" class="plain" onClick={() => onChange({ ...faults, others: [] })}>
            No more
          </button>
        </p>
      ) : null}
      <div class="row">
        <Switch
          label="Post webhooks twice"
          on={faults.redeliver}
          onFlip={(redeliver) => onChange({ ...faults, redeliver })}
        />
        <Switch label="Reverse bursts" on={faults.reorder} onFlip={(reorder) => onChange({ ...faults, reorder })} />
      </div>
    </form>
  );
}

/** A number within the bounds of its field. */
function boundedValue(input: HTMLInputElement): number {
  const value = Number.isNaN(input.valueAsNumber) ? Number(input.min) : input.valueAsNumber;
  const bound = Math.round(Math.min(Math.max(value, Number(input.min)), Number(input.max)));
  input.valueAsNumber = bound;
  return bound;
}
