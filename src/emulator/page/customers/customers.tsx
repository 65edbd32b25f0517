import type { ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Customer, State } from '../../protocol.js';
import type { Act } from '../live/use-act.js';
import { Avatar } from './avatar.js';
import { CustomerDialog } from './customer-dialog.js';
import { freeNumber } from './free-number.js';
import { Preview } from './preview.js';

interface CustomersProps {
  state: State;
  selected: string;
  onSelect: (number: string) => void;
  act: Act;
}

/** Everybody with a phone, to switch between them, to add and to rename. */
export function Customers({ state, selected, onSelect, act }: CustomersProps) {
  const [dialog, setDialog] = useState<'add' | 'rename'>();
  const unread = useUnread(state, selected);
  const current = state.customers.find((one) => one.number === selected);
  return (
    <nav class="customers" aria-label="Customers">
      <ul>
        {state.customers.map((customer) => (
          <li key={customer.number}>
            <button
              type="button"
              class="customer"
              aria-current={customer.number === selected}
              onClick={() => onSelect(customer.number)}
            >
              <Avatar customer={customer} />
              <span class="who">
                <bdi class="name">{customer.name}</bdi>
                <span class="last">{lastLine(state, customer)}</span>
              </span>
              {unread(customer.number) > 0 && (
                <span class="unread">
                  {unread(customer.number)} <span class="hidden">unread</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        <button type="button" class="plain" onClick={() => setDialog('add')}>
          Add customer
        </button>
        <button type="button" class="plain" onClick={() => setDialog('rename')}>
          Rename
        </button>
      </div>
      {dialog && (
        <CustomerDialog
          customer={dialog === 'rename' ? current : undefined}
          onSave={({ name, number = freeNumber(state.customers) }) => {
            const isNew = dialog === 'add';
            void act({ do: 'customer', name, number }).then((done) => done && isNew && onSelect(number));
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </nav>
  );
}

function lastLine(state: State, customer: Customer): ComponentChild {
  if ((state.typingUntil[customer.number] ?? 0) > Date.now()) return 'typing…';
  const last = state.bubbles.findLast((bubble) => bubble.customer === customer.number);
  if (last) return <Preview content={last.content} />;
  return `+${customer.number}`;
}

/** How many answers each customer has not looked at, since the page was loaded. */
function useUnread(state: State, selected: string): (number: string) => number {
  const seen = useRef<Map<string, number> | undefined>(undefined);
  const count = (number: string): number =>
    state.bubbles.filter((bubble) => bubble.customer === number && bubble.from === 'business').length;
  seen.current ??= new Map(state.customers.map((one) => [one.number, count(one.number)]));
  const counts = seen.current;
  useEffect(() => {
    counts.set(selected, count(selected));
  });
  return (number) => (number === selected ? 0 : count(number) - (counts.get(number) ?? 0));
}
