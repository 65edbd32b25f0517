import { useState } from 'preact/hooks';
import type { State } from '../protocol.js';
import { ClearDialog } from './clear-dialog.js';

interface TopBarProps {
  state: State | undefined;
  connected: boolean;
  theme: string;
  onTheme: (theme: string) => void;
  onClear: () => void;
}

/** Who talks to whom, whether they do, and what concerns the whole page. */
export function TopBar({ state, connected, theme, onTheme, onClear }: TopBarProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <header class="top-bar">
        <h1>tidemark emulator</h1>
        <p class="bot">
          bot at <code>{state?.webhook ?? '…'}</code>
        </p>
        <p role="status" class={`reach ${connected ? reach(state) : 'bad'}`}>
          {connected ? reachTexts[reach(state)] : 'connecting to the emulator…'}
        </p>
        <button type="button" class="plain" aria-haspopup="dialog" onClick={() => setAsking(true)}>
          Clear all
        </button>
        <label class="theme">
          Theme
          <select value={theme} onChange={(event) => onTheme(event.currentTarget.value)}>
            <option value="system">system</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
      </header>
      {asking && <ClearDialog onClear={onClear} onClose={() => setAsking(false)} />}
    </>
  );
}

const reachTexts = {
  unknown: 'no message sent yet',
  good: 'bot answers',
  bad: 'bot not reachable, trying again',
} as const;

function reach(state: State | undefined): keyof typeof reachTexts {
  if (state?.reachable === undefined) return 'unknown';
  return state.reachable ? 'good' : 'bad';
}
