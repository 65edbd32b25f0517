import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.js';

interface FormDialogProps {
  title: string;
  submit: string;
  onSubmit: (fields: FormData) => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A dialog with fields, which closes when they are submitted. */
export function FormDialog({ title, submit, onSubmit, onClose, children }: FormDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const fields = new FormData(event.currentTarget);
            close();
            onSubmit(fields);
          }}
        >
          {children}
          <button type="submit">{submit}</button>
        </form>
      )}
    </Dialog>
  );
}

/** A field's text. */
export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
