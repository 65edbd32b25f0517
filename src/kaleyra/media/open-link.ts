import type { GatewayError } from '../../errors.js';
import type { StopSignal } from '../client/stop-signal.js';
import { checkLink } from './check-link.js';
import { broken, refused, refusedBy, shownHost, unreadable } from './download-errors.js';
import type { DownloadSettings } from './download-options.js';
import { getLink, type LinkAnswer } from './get-link.js';
import type { GuardParts } from './guarded-connector.js';
import type { MediaSource } from './media-source.js';

const maxRedirects = 3;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What a link is opened with. */
export interface OpenLinkParts extends Omit<GuardParts, 'signal'> {
  settings: DownloadSettings;
  stop: StopSignal;
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Gets the link, and where it leads on to, each step checked like the first. */
export async function openLink(link: string, { settings, stop, ...guard }: OpenLinkParts): Promise<MediaSource> {
  const { timeoutMs } = settings;
  let url = checkLink(link, settings);
  let { headers } = settings;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await getLink({ url, headers, stop, timeoutMs }, guard);
    const location = redirectStatuses.has(answer.status) ? firstOf(answer.headers.location) : undefined;
    if (location === undefined) return sourceOf(url, answer);
    answer.close();
    if (redirects === maxRedirects) {
      throw refused(`The redirect of ${shownHost(url)} is not followed: it is one more than ${maxRedirects}.`);
    }
    const next = checkLink(location, settings, url);
    // For good: whoever is asked next could send them anywhere.
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
}

function sourceOf(url: URL, { status, headers, body, close }: LinkAnswer): MediaSource {
  const failure = failureOf(url, status, headers);
  if (failure !== undefined) {
    close();
    throw failure;
  }
  const length = firstOf(headers['content-length']);
  return {
    body,
    contentType: firstOf(headers['content-type']),
    sizeBytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined,
    errorOf: (error) => broken(url, error),
    close,
  };
}

function failureOf(url: URL, status: number, headers: LinkAnswer['headers']): GatewayError | undefined {
  if (status < 200 || status > 299) return refusedBy(url, status, firstOf(headers['retry-after']));
  const encoding = firstOf(headers['content-encoding'])?.trim().toLowerCase() ?? '';
  return encoding === '' || encoding === 'identity' ? undefined : unreadable(url, status);
}
