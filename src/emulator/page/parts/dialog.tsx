import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useOverPhone } from './use-over-phone.js';

interface DialogProps {
  title: string;
  /** At the foot of the phone, as WhatsApp's lists are. */
  sheet?: boolean;
  /** What stands on the button that only closes it; given one, focus begins there. */
  dismiss?: string;
  onClose: () => void;
  /** What it shows, given a way to close it. */
  children: (close: () => void) => ComponentChildren;
}

/** A modal dialog: Escape closes it, and focus returns to what opened it, both by the browser. */
export function Dialog({ title, sheet = false, dismiss, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    ref.current?.showModal();
    if (dismiss !== undefined) closer.current?.focus();
  }, []);
  useOverPhone(ref, sheet);
  const close = () => ref.current?.close();
  return (
    <dialog ref={ref} class={sheet ? 'sheet' : ''} aria-labelledby={id} onClose={onClose}>
      <h2 id={id} dir="auto">
        {title}
      </h2>
      {children(close)}
      <button ref={closer} type="button" class="plain close" onClick={close}>
        {dismiss ?? 'Close'}
      </button>
    </dialog>
  );
}
