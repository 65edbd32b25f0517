import {
  buttonReplyMessage,
  listReplyMessage,
  locationMessage,
  reactionMessage,
  textMessage,
} from '../testing/webhook-messages.js';
import { ActionError } from './action-error.js';
import { actionOf } from './action-schema.js';
import { attachment } from './attachment.js';
import type { Customers } from './customers.js';
import type { LiveState } from './live-state.js';
import { pause } from './pause.js';
import type { Phones } from './phones.js';
import type { Action, Faults } from './protocol.js';
import { bubbleOf, customerOf, type Draft, type Writing } from './writing.js';

/** What actions act on. */
export interface PerformParts {
  readonly baseUrl: () => string;
  readonly live: LiveState;
  readonly customers: Customers;
  readonly phones: Phones;
  readonly writing: Writing;
  readonly setFaults: (faults: Faults) => void;
  readonly clear: () => void;
  readonly closing: AbortSignal;
}

type Of<Name extends Action['do']> = Extract<Action, { do: Name }>;

function said(customer: string, text: string): Draft {
  return { customer, content: { kind: 'text', text }, message: (envelope) => textMessage({ ...envelope, text }) };
}

function tapped({ customer, bubble, choice }: Of<'tap'>, live: LiveState): Draft {
  const { content } = bubbleOf(live, customer, bubble);
  const found = content.kind === 'choices' ? content.choices.find(({ id }) => id === choice) : undefined;
  if (content.kind !== 'choices' || found === undefined) throw new ActionError('This message has no such choice.');
  const { id: replyId, title, description } = found;
  return {
    ...said(customer, title),
    quotes: bubble,
    tap: true,
    message: (envelope) =>
      content.shape === 'buttons'
        ? buttonReplyMessage({ ...envelope, replyId, title })
        : listReplyMessage({ ...envelope, replyId, title, ...(description === undefined ? {} : { description }) }),
  };
}

function located({ customer, latitude, longitude, name = '' }: Of<'location'>): Draft {
  const place = { latitude, longitude };
  return {
    customer,
    content: { kind: 'location', ...place, ...(name === '' ? {} : { label: name }) },
    message: (envelope) => locationMessage({ ...envelope, ...place, ...(name === '' ? {} : { name }) }),
  };
}

/** Makes the function that does what the page asks for. */
export function createPerform(parts: PerformParts): (asked: unknown) => void {
  const { baseUrl, live, customers, phones, writing, setFaults, clear, closing } = parts;

  async function burst({ customer, texts, gapMs }: Of<'burst'>): Promise<void> {
    for (const [index, text] of texts.entries()) {
      if (index > 0 && gapMs > 0) await pause(gapMs, closing);
      if (closing.aborted) return;
      writing.write({ ...said(customer, text), holdMs: Math.max(1000, gapMs + 500) });
    }
  }

  function react({ customer, bubble: id, emoji }: Of<'react'>): void {
    const bubble = bubbleOf(live, customer, id);
    writing.write({
      customer,
      message: (envelope) => reactionMessage({ ...envelope, messageId: id, ...(emoji === '' ? {} : { emoji }) }),
    });
    const { customer: _before, ...others } = bubble.reactions;
    live.putBubble({ ...bubble, reactions: { ...others, ...(emoji === '' ? {} : { customer: emoji }) } });
  }

  return (asked) => {
    const action = actionOf(asked);
    switch (action.do) {
      case 'say':
        return writing.write({ ...said(action.customer, action.text), ...pickLate(action) });
      case 'burst':
        customerOf(live, action.customer);
        return void burst(action);
      case 'tap':
        return writing.write(tapped(action, live));
      case 'react':
        return react(action);
      case 'location':
        return writing.write(located(action));
      case 'attach':
        return writing.write(attachment(action, baseUrl()));
      case 'resend':
        return writing.resend(action.bubble);
      case 'online':
        live.putCustomer({ ...customerOf(live, action.customer), online: action.online });
        return phones.setOnline(action.customer, action.online);
      case 'customer':
        return customers.put(action.name, action.number);
      case 'faults':
        return setFaults(action.faults);
      case 'clear':
        return clear();
    }
  };
}

function pickLate({ quotes, secondsAgo }: Of<'say'>): Pick<Draft, 'quotes' | 'secondsAgo'> {
  return { quotes, secondsAgo };
}
