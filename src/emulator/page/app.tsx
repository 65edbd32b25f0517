import { useEffect } from 'preact/hooks';
import { Customers } from './customers/customers.js';
import { useAct } from './live/use-act.js';
import { useKept } from './live/use-kept.js';
import { useLive } from './live/use-live.js';
import { Panel } from './panel/panel.js';
import { Phone } from './phone/phone.js';
import { TopBar } from './top-bar.js';

/** The whole page. */
export function App() {
  const { state, connected } = useLive();
  const { act, problem, dismiss } = useAct();
  const [theme, setTheme] = useKept('theme');
  const [number, setNumber] = useKept('customer');

  useEffect(() => {
    document.documentElement.dataset.theme = theme ?? 'system';
  }, [theme]);

  const customer = state?.customers.find((one) => one.number === number) ?? state?.customers[0];
  return (
    <>
      <TopBar
        state={state}
        connected={connected}
        theme={theme ?? 'system'}
        onTheme={setTheme}
        onClear={() => void act({ do: 'clear' })}
      />
      <div role="alert" class="problem">
        {problem && (
          <p>
            {problem}{' '}
            <button type="button" class="plain" onClick={dismiss}>
              Dismiss
            </button>
          </p>
        )}
      </div>
      {state && customer ? (
        <main>
          <Customers state={state} selected={customer.number} onSelect={setNumber} act={act} />
          <Phone key={customer.number} state={state} customer={customer} act={act} />
          <Panel state={state} act={act} theme={theme ?? 'system'} />
        </main>
      ) : (
        <main>
          <p>{state ? 'There is no customer yet.' : 'Waiting for the emulator…'}</p>
        </main>
      )}
    </>
  );
}
