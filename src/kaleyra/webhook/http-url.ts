/** The first of the given values that is an http or https link, in its normal form; a bot will fetch it. */
export function firstHttpUrl(...candidates: unknown[]): string | undefined {
  for (const candidate of candidates) {
    if (typeof candidate !== 'string' || !URL.canParse(candidate)) continue;
    const { protocol, href } = new URL(candidate);
    if (protocol === 'https:' || protocol === 'http:') return href;
  }
  return undefined;
}
