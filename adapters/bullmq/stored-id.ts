/**
 * The text that Redis knows an id by; empty where there is none.
 *
 * Half a surrogate pair has no form in UTF-8: two such ids would become one.
 */
export function storedId(id: string | undefined): string {
  if (id === undefined) return '';
  return /\p{Surrogate}/u.test(id) || id.startsWith('"') ? JSON.stringify(id) : id;
}

/** What the dead letter of a message without an id is called by, by its arrival. */
export function letterIdOf(arrival: number | string): string {
  return `without-id-${arrival}`;
}
