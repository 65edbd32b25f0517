/** How long customers wait for the bot's answers. */
export interface AnswerTimes {
  /** A message of a customer has gone out to the bot. */
  posted(customer: string, at: number): void;
  /** The bot has answered: gives the time since the customer's newest message, for the first answer to it. */
  answered(customer: string, at: number): number | undefined;
  clear(): void;
}

/** Keeps the time of each customer's newest message until it is answered. */
export function createAnswerTimes(): AnswerTimes {
  const postedAt = new Map<string, number>();
  return {
    posted: (customer, at) => void postedAt.set(customer, at),
    answered(customer, at) {
      const since = postedAt.get(customer);
      postedAt.delete(customer);
      return since === undefined ? undefined : Math.max(0, at - since);
    },
    clear: () => postedAt.clear(),
  };
}
