/**
 * The id of a customer or of the business: a number becomes its digits, anything else stays as it is.
 *
 * Kaleyra's samples write numbers without "+", an application seen in public stores them with it; a business-scoped user
 * id such as `US.13491208655302741918` has letters.
 */
export function partyIdOf(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const number = /^[+\d\s().-]+$/.test(id) ? id.replace(/\D/g, '') : id;
  return number === '' ? undefined : number;
}

/** The digits of a business number, or `undefined` where it is none: a conversation id must begin with it. */
export function businessNumberOf(number: string | undefined): string | undefined {
  const id = partyIdOf(number);
  return id !== undefined && /^\d+$/.test(id) ? id : undefined;
}
