import type { InputHTMLAttributes } from 'preact';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
}

/** A labelled input. */
export function Field({ label, ...input }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input autocomplete="off" {...input} />
    </label>
  );
}
