import type { ComponentChildren } from 'preact';
import { webAddress } from './addresses.js';

/** A link of the bot's: opened apart, and only if it leads to the web. */
export function WebLink({ url, children }: { url: string; children: ComponentChildren }) {
  const address = webAddress(url);
  if (!address) return <span title="This address is not opened: it is not of the web.">{children}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
