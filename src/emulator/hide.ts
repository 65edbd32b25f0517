import type { Variables } from './curl.js';
import type { Settings } from './emulator-options.js';
import { isLoopback } from './hosts.js';

// What the fake Kaleyra puts in place of a key.
const redacted = '[redacted]';

/**
 * Makes the function that finds what is not shown of a request: a key that is not the emulator's own, since it may be a
 * real one, and the webhook's secret where others than its owner reach the page.
 */
export function createHide({
  host,
  secret,
  secretHeader,
}: Pick<Settings, 'host' | 'secretHeader'> & { readonly secret: string | undefined }): (
  headers: Readonly<Record<string, string>>,
) => Variables {
  const isShared = secret !== undefined && !isLoopback(host);

  return (headers) => {
    const hidden = Object.entries(headers).flatMap(([name, value]) => {
      if (name === secretHeader && isShared) return [[name, 'WEBHOOK_SECRET']];
      if (value !== redacted) return [];
      return [[name, name === 'api-key' ? 'KALEYRA_API_KEY' : name.toUpperCase().replaceAll('-', '_')]];
    });
    return Object.fromEntries(hidden);
  };
}
