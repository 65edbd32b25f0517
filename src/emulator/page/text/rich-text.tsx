import type { ComponentChild } from 'preact';
import { marks } from './marks.js';
import { WebLink } from './web-link.js';

/** A message's text with WhatsApp's marks (`*bold*`, `_italic_`, `~struck~`, three backticks) and its links. */
export function RichText({ text }: { text: string }) {
  const shown: ComponentChild[] = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    shown.push(text.slice(end, match.index), formatted(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  return (
    <p class="text" dir="auto">
      {shown}
      {text.slice(end)}
    </p>
  );
}

function formatted({ url, mono, bold, italic, struck }: Record<string, string | undefined>): ComponentChild {
  if (url) return <WebLink url={url}>{url}</WebLink>;
  if (mono) return <code>{mono}</code>;
  if (bold) return <strong>{bold}</strong>;
  if (italic) return <em>{italic}</em>;
  return <s>{struck}</s>;
}
