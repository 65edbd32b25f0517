/** What the store knows of its messages without reading. */
export interface Counts {
  /** Accepted and not settled. */
  waiting: number;
  dead: number;
  /** The number of the next one that comes. */
  nextSequence: number;
}
