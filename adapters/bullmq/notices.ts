import type { Connections } from './connections.js';
import type { Desk } from './desk.js';
import type { SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** Word from one process to another; it may be lost, so nothing depends on it but time. */
export interface Notices {
  start(listeners: {
    /** Something came for a conversation that this process is said to have. */
    onMail: (conversation: string) => void;
    /** A number was halted by another process, or resumed. */
    onHalted: (businessNumber: string, code: string | undefined) => void;
    /** Word may have been lost. */
    onGap: () => void;
  }): void;
  /** Tells the process that has the conversation. */
  tell(instance: string, conversation: string): void;
}

export function createNotices(
  desk: Desk,
  { server, connections, keys }: { server: Server; connections: Connections; keys: SharedKeys },
): Notices {
  let started = false;
  return {
    start({ onMail, onHalted, onGap }) {
      if (started) return;
      started = true;
      const subscriber = connections.subscriber();
      const mine = keys.toInstance(desk.instance);
      subscriber.on('message', (channel: string, message: string) => {
        if (channel === mine) return onMail(message);
        const halt = haltOf(message);
        if (halt !== undefined && halt[0] !== desk.instance) onHalted(halt[1], halt[2] ?? undefined);
      });
      subscriber.on('ready', onGap);
      subscriber.subscribe(mine, keys.toAll).catch(() => undefined);
    },
    tell(instance, conversation) {
      server.use((redis) => redis.publish(keys.toInstance(instance), conversation)).catch(() => undefined);
    },
  };
}

function haltOf(message: string): [instance: string, businessNumber: string, code: string | null] | undefined {
  try {
    return JSON.parse(message) as [string, string, string | null];
  } catch {
    return undefined;
  }
}
