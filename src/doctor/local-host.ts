import { isIP } from 'node:net';
import { isPublicAddress } from '../kaleyra/media/public-address.js';

/** Whether a URL leads to this machine or its own network, by its spelling alone. */
export function isLocalHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  // A name without a dot is one of a hosts file or a container network.
  return host === 'localhost' || host.endsWith('.localhost') || !host.includes('.');
}
