import { useState } from 'preact/hooks';

/** A string that survives a reload of the page. */
export function useKept(key: string): [string | undefined, (value: string) => void] {
  const [value, setValue] = useState(() => read(key));
  return [
    value,
    (next) => {
      setValue(next);
      write(key, next);
    },
  ];
}

// A browser may forbid storage; then the choice lasts as long as the page.
function read(key: string): string | undefined {
  try {
    return localStorage.getItem(`tidemark.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`tidemark.${key}`, value);
  } catch {
    // See above.
  }
}
