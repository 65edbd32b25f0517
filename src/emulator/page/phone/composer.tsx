import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Bubble, Customer } from '../../protocol.js';
import { Preview } from '../customers/preview.js';
import type { Act } from '../live/use-act.js';
import { Icon } from '../parts/icon.js';
import { drafts } from './drafts.js';

interface ComposerProps {
  customer: Customer;
  quoted: Bubble | undefined;
  onUnquote: () => void;
  act: Act;
}

/** Where the customer types. Enter sends, Shift+Enter starts a line. */
export function Composer({ customer, quoted, onUnquote, act }: ComposerProps) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (quoted) ref.current?.focus();
  }, [quoted]);

  const send = () => {
    const field = ref.current;
    const text = field?.value.trim();
    if (!field || !text) return;
    field.value = '';
    drafts.delete(customer.number);
    onUnquote();
    void act({ do: 'say', customer: customer.number, text, ...(quoted && { quotes: quoted.id }) }).then((sent) => {
      if (!sent && field.value === '') field.value = text;
    });
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {quoted && (
        <p class="quote">
          <bdi>
            <Preview content={quoted.content} />
          </bdi>
          <button type="button" class="plain" aria-label="Do not quote" onClick={onUnquote}>
            <Icon name="close" />
          </button>
        </p>
      )}
      <textarea
        ref={ref}
        rows={1}
        aria-label="Message"
        placeholder="Message"
        title="Enter sends, Shift+Enter starts a line"
        defaultValue={drafts.get(customer.number) ?? ''}
        onInput={(event) => drafts.set(customer.number, event.currentTarget.value)}
        onKeyDown={(event) => {
          // While a character is composed, Enter ends that.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send" aria-label="Send">
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M3 4v6l11 2-11 2v6l19-8z" />
        </svg>
      </button>
    </form>
  );
}
