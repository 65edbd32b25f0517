import type { ServerResponse } from 'node:http';
import type { LiveState } from './live-state.js';
import type { Update } from './protocol.js';
import { begin } from './respond.js';

/** The pages that listen. */
export interface EventStream {
  open(response: ServerResponse): void;
  close(): void;
}

const beatMs = 15_000;
// A page that takes nothing any more; it asks again when it does, and gets the whole state.
const mostBuffered = 8 * 1024 * 1024;

/** Sends the state, and then each change, to every page. */
export function createEventStream(live: LiveState): EventStream {
  const ends = new Set<() => void>();

  return {
    open(response) {
      begin(response, 'text/event-stream; charset=utf-8');
      const write = (text: string): void => {
        if (response.writableLength > mostBuffered) response.destroy();
        else response.write(text);
      };
      const send = (update: Update): void => write(`data: ${JSON.stringify(update)}\n\n`);
      write('retry: 1000\n\n');
      send({ type: 'state', state: live.state() });
      const stop = live.listen(send);
      // A comment, so that a connection which is gone is noticed.
      const beat = setInterval(() => write(': beat\n\n'), beatMs);
      const end = (): void => {
        stop();
        clearInterval(beat);
        ends.delete(end);
        response.end();
      };
      ends.add(end);
      response.once('close', end);
    },
    close() {
      for (const end of [...ends]) end();
    },
  };
}
