import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useOverPhone } from './use-over-phone.js';

interface DialogProps {
  title: string;
  /** At the foot of the phone, as WhatsApp's lists are. */
  sheet?: boolean;
  onClose: () => void;
  /** What it shows, given a way to close it. */
  children: (close: () => void) => ComponentChildren;
}

/** A modal dialog: Escape closes it, and focus returns to what opened it, both by the browser. */
export function Dialog({ title, sheet = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => ref.current?.showModal(), []);
  useOverPhone(ref, sheet);
  const close = () => ref.current?.close();
  return (
    <dialog ref={ref} class={sheet ? 'sheet' : ''} aria-labelledby={id} onClose={onClose}>
      <h2 id={id} dir="auto">
        {title}
      </h2>
      {children(close)}
      <button type="button" class="plain close" onClick={close}>
        Close
      </button>
    </dialog>
  );
}
