/** Why an action cannot be done: a sentence for the page's user. */
export class ActionError extends Error {
  /** `ActionError`. */
  override readonly name: string = 'ActionError';
}
