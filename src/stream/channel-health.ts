import type { Logger } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import type { Store, StoreHealth } from '../store.js';
import type { ChannelHealth } from './channel.js';

/** What the health of a channel is made of. */
export interface HealthParts {
  receipts: Receipts;
  store: Store | undefined;
  isClosing: boolean;
  log: Logger;
}

/** How a channel is; resolves also when its store fails to say. */
export async function channelHealth({ receipts, store, isClosing, log }: HealthParts): Promise<ChannelHealth> {
  const { reachable, waiting, dead } = store === undefined ? { reachable: true } : await storeHealth(store, log);
  return {
    ready: reachable && !isClosing,
    halted: receipts.stats().halted,
    ...(waiting !== undefined && { waiting }),
    ...(dead !== undefined && { dead }),
  };
}

async function storeHealth(store: Store, log: Logger): Promise<StoreHealth> {
  try {
    return await store.health();
  } catch (err) {
    log.warn({ err }, 'the store could not tell how it is');
    return { reachable: false };
  }
}
