/** The longest delay of Node's setTimeout, in milliseconds; a longer one fires after 1 ms. */
export const MAX_DELAY_MS: number = 2 ** 31 - 1;
