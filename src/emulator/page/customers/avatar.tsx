import type { Customer } from '../../protocol.js';

const hues = 6;

/** The first letter of a name on a colour of its number. */
export function Avatar({ customer }: { customer: Customer }) {
  const hue = Number(customer.number.slice(-4)) % hues;
  const [letter = '?'] = customer.name.trim();
  return (
    <span class={`avatar hue-${hue}${customer.online ? '' : ' offline'}`} aria-hidden="true">
      {letter.toUpperCase()}
    </span>
  );
}
