import { useEffect, useState } from 'preact/hooks';
import type { State, Update } from '../../protocol.js';
import { applyUpdate } from './apply-update.js';

const retryMs = 1000;

/** What the emulator tells the page, as it happens. */
export function useLive(): { state: State | undefined; connected: boolean } {
  const [state, setState] = useState<State>();
  const [connected, setConnected] = useState(false);

  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = () => {
      source = new EventSource('/api/events');
      source.onopen = () => setConnected(true);
      source.onmessage = (event: MessageEvent<string>) => {
        const update = JSON.parse(event.data) as Update;
        setState((before) => applyUpdate(before, update));
      };
      source.onerror = () => {
        setConnected(false);
        // A browser tries again by itself, but not after an answer that is no stream.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, retryMs);
      };
    };
    connect();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, []);

  return { state, connected };
}
