import type { BubbleContent } from '../../protocol.js';
import { Icon, type IconName } from '../parts/icon.js';
import { plainText } from '../text/marks.js';

/** A message in a few words, for lists and quotes. */
export function Preview({ content }: { content: BubbleContent }) {
  const icon = iconOf(content);
  return (
    <>
      {icon && <Icon name={icon} />}
      {icon && ' '}
      {textOf(content)}
    </>
  );
}

function iconOf(content: BubbleContent): IconName | undefined {
  if (content.kind === 'file') return content.media;
  return content.kind === 'location' ? 'place' : content.kind === 'contacts' ? 'contact' : undefined;
}

function textOf(content: BubbleContent): string {
  switch (content.kind) {
    case 'text':
    case 'choices':
    case 'link':
      return plainText(content.text);
    case 'file':
      return content.caption === undefined ? content.file.name : plainText(content.caption);
    case 'location':
      return content.label ?? 'Location';
    case 'contacts':
      return content.names.join(', ');
    case 'template':
      return `Template ${content.name}`;
    case 'other':
      return content.type;
  }
}
