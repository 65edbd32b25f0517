import { useState } from 'preact/hooks';
import type { Customer } from '../../protocol.js';
import type { Act } from '../live/use-act.js';
import { Icon } from '../parts/icon.js';
import { AttachDialog } from './attach-dialog.js';
import { LateDialog } from './late-dialog.js';
import { LocationDialog } from './location-dialog.js';
import { ScriptDialog } from './script-dialog.js';

const dialogs = { Attach: AttachDialog, Location: LocationDialog, Script: ScriptDialog, Late: LateDialog } as const;

/** What a customer can send besides what is typed. */
export function Tools({ customer, act }: { customer: Customer; act: Act }) {
  const [tool, setTool] = useState<keyof typeof dialogs>();
  const Opened = tool && dialogs[tool];
  return (
    <fieldset class="tools" aria-label="Send something else">
      {(Object.keys(dialogs) as (keyof typeof dialogs)[]).map((name) => (
        <button type="button" class="plain" key={name} aria-haspopup="dialog" onClick={() => setTool(name)}>
          <Icon name={icons[name]} /> {name}
        </button>
      ))}
      {Opened && <Opened customer={customer.number} act={act} onClose={() => setTool(undefined)} />}
    </fieldset>
  );
}

const icons = { Attach: 'attach', Location: 'place', Script: 'script', Late: 'clock' } as const;
