import { useState } from 'preact/hooks';

/** Copies a text, and says whether it could. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState('');
  const copy = () => {
    // A page that is not of this machine and not secure has no clipboard.
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject();
    copied.then(
      () => setOutcome('Copied.'),
      () => setOutcome('The browser did not let it be copied: select it below.'),
    );
  };
  return (
    <p class="row">
      <button type="button" onClick={copy}>
        {label}
      </button>
      <span role="status">{outcome}</span>
    </p>
  );
}
