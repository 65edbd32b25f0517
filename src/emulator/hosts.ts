import { isIP } from 'node:net';

/** By which names the emulator is asked for. */
export interface Hosts {
  /** Whether a `Host` header is one of them: another one is a page that has bent its own name to this machine. */
  allow(host: string | undefined): boolean;
  /** Whether an `Origin` header, if there is one, is the emulator's own page. */
  allowOrigin(origin: string | undefined): boolean;
}

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
const everywhere: readonly string[] = ['0.0.0.0', '::'];

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host.toLowerCase());

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The names of an emulator that listens on a host; the port is known once it does. */
export function createHosts(host: string, port: () => string): Hosts {
  const names = new Set([...loopback, bracketed(host)]);

  function allow(given: string | undefined): boolean {
    const [, name = '', at] = /^(\[[0-9a-f:.]+\]|[^:[\]/@]+)(?::(\d+))?$/i.exec(given ?? '') ?? [];
    if (at !== undefined && at !== port()) return false;
    // An address cannot be bent as a name can.
    const isAddress = isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
    return names.has(name.toLowerCase()) || (everywhere.includes(host) && isAddress);
  }

  return {
    allow,
    allowOrigin(origin) {
      if (origin === undefined) return true;
      if (!URL.canParse(origin)) return false;
      const { protocol, host: given } = new URL(origin);
      return protocol === 'http:' && allow(given);
    },
  };
}
