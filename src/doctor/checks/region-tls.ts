import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { fail, ok, skipped } from '../finding.js';
import { networkCodeOf, networkTrouble } from '../network-trouble.js';
import { within } from '../within.js';
import { type Check, withoutConfig } from './check.js';

/** Whether the region's host shows a certificate this machine trusts. */
export const checkRegionTls: Check = async ({ service, settings: { timeoutMs } }) => {
  if (service === undefined) return skipped(withoutConfig);
  if (service.protocol !== 'https:')
    return skipped(`Not asked, because ${service.host} is called over http, on this machine.`);
  const host = service.hostname.replace(/^\[|\]$/g, '');
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port: Number(service.port || 443), ...servername });
  try {
    await within(timeoutMs, once(socket, 'secureConnect'));
    return ok(`${service.host} speaks ${socket.getProtocol()} with a certificate that is trusted.`);
  } catch (error) {
    return fail(
      networkTrouble(networkCodeOf(error), {
        place: service.host,
        timeoutMs,
        where: 'KALEYRA_REGION or KALEYRA_BASE_URL',
      }),
    );
  } finally {
    // What comes after is nobody's concern.
    socket.on('error', () => undefined).destroy();
  }
};
