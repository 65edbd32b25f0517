import { showValue } from '../../describe-value.js';
import { authorityLengthOf, maxAuthority } from '../webhook/http-url.js';
import { refused, shownHost } from './download-errors.js';
import type { DownloadSettings } from './download-options.js';
import { isLoopbackAddress } from './public-address.js';

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''));
}

/**
 * Reads a link and decides by its words alone whether it may be followed: `https:` to an allowed host, or, where
 * loopback is allowed, `http:` to this machine. What its host resolves to is looked at when it is connected to.
 *
 * @throws {TidemarkError} `DOWNLOAD_REFUSED`.
 */
export function checkLink(
  link: string,
  { allowsHost, allowLoopback }: Pick<DownloadSettings, 'allowsHost' | 'allowLoopback'>,
  base?: URL,
): URL {
  const what = base === undefined ? 'The link of the attachment' : `The redirect of ${shownHost(base)}`;
  const length = authorityLengthOf(link);
  if (length > maxAuthority) {
    throw refused(`${what} is not followed: a host name of ${length} characters is longer than any can be.`);
  }
  if (!URL.canParse(link, base?.href))
    throw refused(`${what} is not followed: expected a URL, got a text that is none.`);
  const url = new URL(link, base);
  if (url.username !== '' || url.password !== '') {
    throw refused(`${what} is not followed: expected a URL without credentials, got one with credentials.`);
  }
  if (url.protocol === 'http:' && base?.protocol !== 'https:' && allowLoopback && isLoopbackHost(url.hostname)) {
    return url;
  }
  if (url.protocol !== 'https:') {
    throw refused(`${what} is not followed: expected https:, got ${showValue(url.protocol)}.`);
  }
  if (!allowsHost(url.hostname)) {
    throw refused(
      `${what} is not followed: ${shownHost(url)} is not among the hosts of allowedHosts; add it if it can be trusted.`,
    );
  }
  return url;
}
