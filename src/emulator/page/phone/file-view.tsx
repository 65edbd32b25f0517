import type { BubbleContent, ShownFile } from '../../protocol.js';
import { Icon } from '../parts/icon.js';
import { isOwn } from '../text/addresses.js';
import { WebLink } from '../text/web-link.js';

type Media = Extract<BubbleContent, { kind: 'file' }>['media'];

/** A file: shown if the emulator has it, linked to if it is elsewhere. */
export function FileView({ file, media }: { file: ShownFile; media: Media }) {
  if (!isOwn(file.url)) {
    return (
      <p class="file">
        <Icon name="attach" /> <WebLink url={file.url}>{file.name}</WebLink> <small>{file.contentType}</small>
      </p>
    );
  }
  if (media === 'image' || media === 'sticker') return <img class={media} src={file.url} alt={file.name} />;
  // biome-ignore lint/a11y/useMediaCaption: nobody has captions of what a customer or a bot sends.
  if (media === 'audio') return <audio controls src={file.url} aria-label={file.name} />;
  // biome-ignore lint/a11y/useMediaCaption: see above.
  if (media === 'video') return <video controls src={file.url} aria-label={file.name} />;
  return (
    <p class="file">
      <Icon name="document" />{' '}
      <a href={file.url} target="_blank" rel="noopener noreferrer">
        {file.name}
      </a>{' '}
      <small>{file.contentType}</small>
    </p>
  );
}
