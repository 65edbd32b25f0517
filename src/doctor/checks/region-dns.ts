import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { fail, ok, skipped } from '../finding.js';
import { networkCodeOf, networkTrouble } from '../network-trouble.js';
import { within } from '../within.js';
import { type Check, withoutConfig } from './check.js';

/** Whether the region's host has an address, as this machine resolves names. */
export const checkRegionDns: Check = async ({ service, settings: { timeoutMs } }) => {
  if (service === undefined) return skipped(withoutConfig);
  const host = service.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return skipped(`Not asked, because ${host} is an address already.`);
  try {
    await within(timeoutMs, lookup(host));
    return ok(`${host} has an address.`);
  } catch (error) {
    return fail(
      networkTrouble(networkCodeOf(error), { place: host, timeoutMs, where: 'KALEYRA_REGION or KALEYRA_BASE_URL' }),
    );
  }
};
