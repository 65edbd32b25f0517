interface SwitchProps {
  label: string;
  on: boolean;
  onFlip: (on: boolean) => void;
}

/** A switch that shows what holds, and asks for the other. */
export function Switch({ label, on, onFlip }: SwitchProps) {
  return (
    <button type="button" role="switch" class="switch" aria-checked={on} onClick={() => onFlip(!on)}>
      {label}
    </button>
  );
}
