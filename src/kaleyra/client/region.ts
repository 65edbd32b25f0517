import { describeValue } from '../../describe-value.js';
import { refuseOption } from './refuse-option.js';

/** A pod of Kaleyra: India, Singapore, Europe or North America. */
export type KaleyraRegion = 'in' | 'sg' | 'eu' | 'na';

// Source: `api_domain` on the page "Send Read Receipt Messages" (in, sg, eu) and on newer pages (na, which is `.ai`).
const regionUrls: Readonly<Record<KaleyraRegion, string>> = Object.freeze({
  in: 'https://api.in.kaleyra.io',
  sg: 'https://api.ap.kaleyra.io',
  eu: 'https://api.eu.kaleyra.io',
  na: 'https://api.na.kaleyra.ai',
});

// URL has brought every spelling of an IPv4 address into four decimal parts by then.
const loopbackHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function checkBaseUrl(baseUrl: unknown): string {
  const option = 'region.baseUrl';
  if (typeof baseUrl !== 'string' || baseUrl === '')
    return refuseOption(option, 'an https URL', describeValue(baseUrl));
  if (!URL.canParse(baseUrl)) return refuseOption(option, 'an https URL', 'a string that is no URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopbackHost.test(url.hostname))) {
    refuseOption(option, 'an https URL (http only on loopback, since the API key is in every request)', url.protocol);
  }
  if (url.username !== '' || url.password !== '')
    refuseOption(option, 'a URL without credentials', 'one with credentials');
  if (baseUrl.includes('?')) refuseOption(option, 'a URL without a query', 'one with a query');
  if (baseUrl.includes('#')) refuseOption(option, 'a URL without a hash', 'one with a hash');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/**
 * Gives the API's base URL of a region, without a slash at the end.
 *
 * @throws {OptionsError} for an unknown region, and for a `baseUrl` that is not https (http is allowed on loopback only)
 *   or has credentials, a query or a hash.
 */
export function serviceUrlOf(region: unknown): string {
  if (typeof region === 'string' && Object.hasOwn(regionUrls, region)) return regionUrls[region as KaleyraRegion];
  const expected = `one of ${Object.keys(regionUrls).join(', ')}, or { baseUrl }`;
  if (typeof region !== 'object' || region === null || Array.isArray(region)) {
    return refuseOption(
      'region',
      expected,
      // A word such as 'us' is shown; an API key that stands in the wrong place is not.
      typeof region === 'string' && /^[a-z]{1,8}$/i.test(region) ? JSON.stringify(region) : describeValue(region),
    );
  }
  const unknown = Object.keys(region).find((key) => key !== 'baseUrl');
  if (unknown !== undefined) refuseOption('region', expected, `the unknown key ${unknown}`);
  return checkBaseUrl((region as { baseUrl?: unknown }).baseUrl);
}
