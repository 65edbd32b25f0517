/** Longest host of a link that can be one. */
export const maxAuthority = 260; // 253 for the name, by DNS, and the port
const authority = /^(?:[a-z][a-z\d+.-]*:)?[/\\]*([^/\\?#]*)/i;

// `URL` leaves them out, so that they could stand between the scheme and the host.
const leftOut = /[\p{Cc} ]+/gu;

/**
 * How long the host of a link is, with its port. A link whose host is longer than `maxAuthority` must not be given to
 * `URL`, which takes a time that grows with the square of an international name's length: minutes for one of 200 KB.
 */
export function authorityLengthOf(link: string): number {
  return authority.exec(link.replace(leftOut, ''))?.[1]?.length ?? 0;
}

/** The first of the given values that is an http or https link, in its normal form; a bot will fetch it. */
export function firstHttpUrl(...candidates: unknown[]): string | undefined {
  for (const candidate of candidates) {
    if (typeof candidate !== 'string' || authorityLengthOf(candidate) > maxAuthority || !URL.canParse(candidate))
      continue;
    const { protocol, href } = new URL(candidate);
    if (protocol === 'https:' || protocol === 'http:') return href;
  }
  return undefined;
}
