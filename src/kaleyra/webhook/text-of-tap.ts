/** A button or row the customer tapped. */
export interface Tap {
  /** The value the bot gave the button. */
  id?: string | undefined;
  /** What the customer saw. */
  title?: string | undefined;
}

/** The text of a tap: the value the bot gave the button, else its title. Prompts compare it with the action's value. */
export function textOfTap({ id, title }: Tap): string {
  return id !== undefined && id !== '' ? id : (title ?? '');
}
