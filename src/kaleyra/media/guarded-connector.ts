import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { refusedAddress } from './download-errors.js';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';

/** Resolves a host to all of its addresses, as `lookup` of `node:dns` does. */
export type Lookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Makes what opens connections, with the lookup it has to use. */
export type ConnectorFactory = (options: { lookup: LookupFunction; signal: AbortSignal }) => buildConnector.connector;

/** What a guarded connector is made of. */
export interface GuardParts {
  lookup: Lookup;
  connectorOf: ConnectorFactory;
  /** Gives up a connection that is being made. */
  signal: AbortSignal;
}

/**
 * Makes a connector that reaches the public network only by `https:`, and this machine only by `http:`.
 *
 * The addresses that are checked are those that are connected to: there is no second lookup in which a name could
 * change its mind. One address that may not be reached refuses the name as a whole.
 */
export function guardedConnector({ lookup, connectorOf, signal }: GuardParts): buildConnector.connector {
  return (options, callback) => {
    const { hostname, protocol } = options;
    const isReachable = protocol === 'https:' ? isPublicAddress : isLoopbackAddress;
    // Sockets do not look up what is an address already.
    if (isIP(hostname) !== 0 && !isReachable(hostname)) {
      callback(refusedAddress(hostname), null);
      return;
    }
    connectorOf({ lookup: guardedLookup(lookup, isReachable), signal })(options, callback);
  };
}

function guardedLookup(lookup: Lookup, isReachable: (address: string) => boolean): LookupFunction {
  return (hostname, { all }, callback) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) callback(error, []);
      else if (first === undefined) callback(nowhere(hostname), []);
      else if (!addresses.every(({ address }) => isReachable(address))) callback(refusedAddress(hostname), []);
      else if (all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function nowhere(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`lookup ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', syscall: 'lookup' });
}
