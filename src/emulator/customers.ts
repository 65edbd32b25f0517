import { randomInt } from 'node:crypto';
import { ActionError } from './action-error.js';
import { type LiveState, limits } from './live-state.js';

/** Who has a phone. */
export interface Customers {
  /** Whether there is one of this number; a number the bot writes to first gets a phone, while there is room. */
  know(number: string): boolean;
  /**
   * Adds a customer, or renames one.
   *
   * @throws {ActionError} when there are too many.
   */
  put(name: string, number?: string): void;
}

const atStart = [
  { number: '919800000001', name: 'Asha' },
  { number: '447700900123', name: 'Ben' },
  { number: '393300000003', name: 'Chiara' },
];

/** Starts with three customers. */
export function createCustomers(live: LiveState): Customers {
  for (const customer of atStart) live.putCustomer({ ...customer, online: true });
  const isFull = (): boolean => live.customerCount() >= limits.customers;

  function freeNumber(): string {
    const number = `9198${String(randomInt(10 ** 8)).padStart(8, '0')}`;
    return live.customer(number) === undefined ? number : freeNumber();
  }

  return {
    know(number) {
      if (live.customer(number) !== undefined) return true;
      if (!/^\d{5,15}$/.test(number) || isFull()) return false;
      live.putCustomer({ number, name: `+${number}`, online: true });
      return true;
    },
    put(name, number = freeNumber()) {
      const known = live.customer(number);
      if (known === undefined && isFull()) {
        throw new ActionError(`There are ${limits.customers} customers already: rename one instead.`);
      }
      live.putCustomer({ number, name, online: known?.online ?? true });
    },
  };
}
