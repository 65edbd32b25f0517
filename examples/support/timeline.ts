/** Prints what happens, as a person would like to read it. */
export interface Timeline {
  line(who: string, mark: string, what: string): void;
}

/** Starts at zero seconds. */
export function startTimeline(): Timeline {
  const startMs = performance.now();
  return {
    line(who, mark, what) {
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
      console.log(`${seconds.padStart(5)} s  ${who.padEnd(6)} ${mark.padEnd(3)} ${what}`);
    },
  };
}
