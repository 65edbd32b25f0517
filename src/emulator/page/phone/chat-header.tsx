import type { Customer } from '../../protocol.js';
import type { Act } from '../live/use-act.js';
import { Switch } from '../parts/switch.js';

interface ChatHeaderProps {
  business: string;
  customer: Customer;
  typing: boolean;
  act: Act;
}

/** Whom the customer talks to, and whether the phone is online. */
export function ChatHeader({ business, customer, typing, act }: ChatHeaderProps) {
  return (
    <header class="chat-header">
      <span class="avatar business" aria-hidden="true">
        B
      </span>
      <div class="who">
        <h2>
          <bdi>{customer.name}</bdi> → the bot
        </h2>
        <p>{typing ? 'typing…' : `+${business.replace(/^\+/, '')}`}</p>
      </div>
      <Switch
        label="Online"
        on={customer.online}
        onFlip={(online) => void act({ do: 'online', customer: customer.number, online })}
      />
    </header>
  );
}
