/** The code of a network's error, such as `ECONNREFUSED`; an error's own words may hold what was sent, and are not told. */
export function networkCodeOf(error: unknown): string {
  // Node tries all addresses of a host and reports an AggregateError.
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined;
  const { name, code } = (first ?? error ?? {}) as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') return 'TIMEOUT';
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'NETWORK';
}

const certificate = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/;

/** Where there was no answer, and how long one was waited for. */
export interface NetworkPlace {
  /** As it stands at the beginning of a sentence. */
  readonly place: string;
  readonly timeoutMs: number;
  /** What to look at where a server should listen. */
  readonly where: string;
}

/** One sentence about a network's error, with what to do. */
export function networkTrouble(code: string, { place, timeoutMs, where }: NetworkPlace): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `${place} has no address (${code}): check ${where}, and this machine's name server.`;
  }
  if (code === 'ECONNREFUSED') return `${place} refuses connections (${code}): check ${where}.`;
  if (code === 'TIMEOUT' || code === 'ETIMEDOUT') {
    return `${place} did not answer within ${timeoutMs} ms: check the firewall on the way and ${where}.`;
  }
  if (certificate.test(code)) {
    return `${place} shows a certificate that is not trusted (${code}): check ${where}, this machine's clock and, behind a proxy that opens TLS, NODE_EXTRA_CA_CERTS.`;
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return `${place} does not speak TLS as expected (${code}): check ${where}, and whether it is to be https or http.`;
  }
  return `The connection to ${place} failed (${code}): check the network and ${where}.`;
}
