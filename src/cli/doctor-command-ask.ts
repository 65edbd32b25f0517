import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Asks a question; gives the line that answers it, or undefined at the end of the input. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Makes the asking; lines that come before they are asked for answer the next questions. */
export function createAsk(input: Readable, write: (question: string) => void): Ask {
  const lines: string[] = [];
  let answer: ((line: string | undefined) => void) | undefined;
  let state: 'idle' | 'listening' | 'ended' = 'idle';

  function listen(): void {
    state = 'listening';
    createInterface({ input })
      .on('line', (line) => {
        if (answer === undefined) lines.push(line);
        else answer(line);
      })
      .on('close', () => {
        state = 'ended';
        answer?.(undefined);
      });
  }

  return (question) => {
    // Not before there is a question: a command that asks nothing leaves the input alone.
    if (state === 'idle') listen();
    write(question);
    if (lines.length > 0 || state === 'ended') return Promise.resolve(lines.shift());
    return new Promise((resolve) => {
      answer = (line) => {
        answer = undefined;
        resolve(line);
      };
    });
  };
}
