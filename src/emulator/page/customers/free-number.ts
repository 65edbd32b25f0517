import type { Customer } from '../../protocol.js';

/** A made-up number that no customer has. */
export function freeNumber(customers: readonly Customer[]): string {
  const number = `9198${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  return customers.some((customer) => customer.number === number) ? freeNumber(customers) : number;
}
