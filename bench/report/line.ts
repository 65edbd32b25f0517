/** One line of the table: what tidemark takes, against something else. */
export interface Line {
  /** What is measured. */
  what: string;
  /** What it is compared with. */
  against: string;
  ours: number;
  theirs: number;
  unit: string;
  /** `ours` divided by `theirs`, the middle one of all repetitions. */
  ratio: number;
  /** What the ratio should be; left out where there is no aim. */
  aim?: { atMost: number } | { exactly: number };
}

/** What a benchmark has to tell. */
export interface Findings {
  lines: Line[];
  /** What does not compare, by title. */
  tables?: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;
}

/** Whether a line's aim is met; `undefined` without one. */
export function isMet({ ratio, aim }: Line): boolean | undefined {
  if (aim === undefined) return undefined;
  return 'exactly' in aim ? ratio === aim.exactly : ratio <= aim.atMost;
}

/** A line whose two values were measured once. */
export function lineOf(line: Omit<Line, 'ratio'>): Line {
  return { ...line, ratio: line.ours / line.theirs };
}
