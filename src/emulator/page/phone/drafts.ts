/** What was typed and not sent, by the customer's number: switching between phones loses nothing. */
export const drafts = new Map<string, string>();
