import type { BubbleContent } from '../../protocol.js';
import { Icon } from '../parts/icon.js';
import { RichText } from '../text/rich-text.js';
import { WebLink } from '../text/web-link.js';
import { ChoicesView } from './choices-view.js';
import { FileView } from './file-view.js';

interface BubbleContentViewProps {
  content: BubbleContent;
  onTap: (choice: string) => void;
}

/** What a message says. */
export function BubbleContentView({ content, onTap }: BubbleContentViewProps) {
  switch (content.kind) {
    case 'text':
      return <RichText text={content.text} />;
    case 'file':
      return (
        <>
          <FileView file={content.file} media={content.media} />
          {content.caption && <RichText text={content.caption} />}
        </>
      );
    case 'location':
      return (
        <p class="location">
          <span class="map">
            <Icon name="place" />
          </span>
          {content.label && <bdi>{content.label}</bdi>}
          <WebLink url={`https://www.openstreetmap.org/?mlat=${content.latitude}&mlon=${content.longitude}`}>
            {content.latitude}, {content.longitude}
          </WebLink>
        </p>
      );
    case 'contacts':
      return (
        <ul class="contacts">
          {content.names.map((name) => (
            <li key={name}>
              <Icon name="contact" /> <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      );
    case 'choices':
      return <ChoicesView content={content} onTap={onTap} />;
    case 'link':
      return (
        <>
          <RichText text={content.text} />
          <p class="call-to-action">
            <WebLink url={content.url}>{content.title}</WebLink>
          </p>
        </>
      );
    case 'template':
      return (
        <>
          <p class="label">Template</p>
          <p class="text">
            <bdi>{content.name}</bdi>
          </p>
          <ol class="parameters">
            {content.parameters.map((parameter, index) => (
              <li key={index} dir="auto">
                {parameter}
              </li>
            ))}
          </ol>
        </>
      );
    case 'other':
      return (
        <>
          <p class="label">{content.type}</p>
          <pre>{content.json}</pre>
        </>
      );
  }
}
