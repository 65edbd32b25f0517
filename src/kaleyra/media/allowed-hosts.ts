/**
 * Where Kaleyra keeps what customers send: "an S3 link" is all its documentation says, so every bucket and the API's
 * own domains count. The one place that decides it.
 */
export const defaultAllowedHosts: readonly string[] = Object.freeze([
  '*.amazonaws.com',
  '*.kaleyra.io',
  '*.kaleyra.ai',
  '*.kaleyra.com',
]);

const wildcard = '*.';
// Nothing else that a URL has beside its host.
const patternForm = /^(?:\[[\da-f:.]+\]|(?:\*\.)?[^\s/\\?#@:*[\]]+)$/i;

function hostOf(pattern: string): string {
  const host = pattern.startsWith(wildcard) ? pattern.slice(wildcard.length) : pattern;
  return URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : '';
}

/** Whether a text is a host name, an IP address (of version 6 in brackets), or `*.` and a host name. */
export function isHostPattern(pattern: string): boolean {
  return patternForm.test(pattern) && hostOf(pattern) !== '';
}

/** Makes the test whether a host, as `URL` writes it, is one of these; `*.` stands for at least one more label. */
export function allowsHosts(patterns: readonly string[]): (hostname: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.startsWith(wildcard)).map(hostOf));
  const suffixes = patterns.filter((pattern) => pattern.startsWith(wildcard)).map((pattern) => `.${hostOf(pattern)}`);
  return (hostname) =>
    exact.has(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix) && hostname.length > suffix.length);
}
