import { useState } from 'preact/hooks';
import type { Bubble, Customer, State } from '../../protocol.js';
import type { Act } from '../live/use-act.js';
import { Chat } from './chat.js';
import { ChatHeader } from './chat-header.js';
import { Composer } from './composer.js';
import { Tools } from './tools.js';
import { useTyping } from './use-typing.js';

interface PhoneProps {
  state: State;
  customer: Customer;
  act: Act;
}

/** A customer's phone, in the chat with the business. */
export function Phone({ state, customer, act }: PhoneProps) {
  const [quoted, setQuoted] = useState<Bubble>();
  const typing = useTyping(state.typingUntil[customer.number]);
  const bubbles = state.bubbles.filter((bubble) => bubble.customer === customer.number);
  return (
    <section class="phone" aria-label={`Phone of ${customer.name}`}>
      <ChatHeader business={state.business} customer={customer} typing={typing} act={act} />
      <Chat bubbles={bubbles} business={state.business} typing={typing} act={act} onReply={setQuoted} />
      <Composer customer={customer} quoted={quoted} onUnquote={() => setQuoted(undefined)} act={act} />
      <Tools customer={customer} act={act} />
    </section>
  );
}
