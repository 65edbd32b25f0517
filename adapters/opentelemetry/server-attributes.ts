import type { Attributes } from '@opentelemetry/api';
import { attribute } from './names.js';

/** Where a gateway's calls go, as attributes. */
export function serverAttributes(serviceUrl: string | undefined): Attributes {
  if (serviceUrl === undefined || !URL.canParse(serviceUrl)) return {};
  const { hostname, port, protocol } = new URL(serviceUrl);
  const usual = protocol === 'http:' ? 80 : 443;
  return { [attribute.serverAddress]: hostname, [attribute.serverPort]: port === '' ? usual : Number(port) };
}
