/** The address of a link, if it is one that a page may open: http or https. */
export function webAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined;
}

/** Whether a file comes from the emulator itself. Others are linked to, never fetched. */
export function isOwn(url: string): boolean {
  const parsed = URL.parse(url, location.origin);
  return parsed?.origin === location.origin && url.startsWith('/');
}
