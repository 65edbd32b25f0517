import type { BubbleContent } from '../../protocol.js';

/** A message in a few words, for lists and quotes. */
export function preview(content: BubbleContent): string {
  switch (content.kind) {
    case 'text':
    case 'choices':
    case 'link':
      return content.text;
    case 'file':
      return `${fileSigns[content.media]} ${content.caption ?? content.file.name}`;
    case 'location':
      return `📍 ${content.label ?? 'Location'}`;
    case 'contacts':
      return `👤 ${content.names.join(', ')}`;
    case 'template':
      return `Template ${content.name}`;
    case 'other':
      return content.type;
  }
}

const fileSigns = { image: '📷', video: '🎥', audio: '🎵', document: '📄', sticker: '🏷️' } as const;
