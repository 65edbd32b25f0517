import type { State } from '../../protocol.js';
import type { Act } from '../live/use-act.js';
import { Chart } from './chart.js';
import { CountersView } from './counters-view.js';
import { FaultsForm } from './faults-form.js';
import { HaltExplained } from './halt-explained.js';
import { Timeline } from './timeline.js';

interface PanelProps {
  state: State;
  act: Act;
  theme: string;
}

/** What happens between the phones and the bot, and how to disturb it. */
export function Panel({ state, act, theme }: PanelProps) {
  return (
    <div class="panel">
      <div class="cards">
        <section class="card" aria-labelledby="counters">
          <h2 id="counters">Counters</h2>
          <CountersView counters={state.counters} />
          <Chart latenciesMs={state.counters.latenciesMs} theme={theme} />
        </section>
        <section class="card" aria-labelledby="faults">
          <h2 id="faults">Faults</h2>
          <FaultsForm faults={state.faults} onChange={(faults) => void act({ do: 'faults', faults })} />
        </section>
      </div>
      <p role="status" class="halted">
        {state.halted && <HaltExplained halt={state.halted} />}
      </p>
      <Timeline entries={state.entries} customers={state.customers} />
    </div>
  );
}
