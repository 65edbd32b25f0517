import { useState } from 'preact/hooks';
import type { BubbleContent } from '../../protocol.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { RichText } from '../text/rich-text.js';
import { FileView } from './file-view.js';

interface ChoicesViewProps {
  content: Extract<BubbleContent, { kind: 'choices' }>;
  onTap: (choice: string) => void;
}

// What the bot gives where it says nothing in particular.
const SIGN = '☰';

/** A question with buttons, or with a list that opens as a sheet. */
export function ChoicesView({ content, onTap }: ChoicesViewProps) {
  const [open, setOpen] = useState(false);
  const { shape, text, header, image, footer, opener = SIGN, choices } = content;
  const title = opener === SIGN ? 'Choose' : opener;
  return (
    <>
      {image && <FileView file={image} media="image" />}
      {header && (
        <p class="header" dir="auto">
          {header}
        </p>
      )}
      <RichText text={text} />
      {footer && (
        <p class="footer" dir="auto">
          {footer}
        </p>
      )}
      <div class="choices">
        {shape === 'list' ? (
          <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
            <Icon name="list" /> {title}
          </button>
        ) : (
          choices.map((choice) => (
            <button type="button" key={choice.id} onClick={() => onTap(choice.id)}>
              {choice.title}
            </button>
          ))
        )}
      </div>
      {open && (
        <Dialog sheet title={title} onClose={() => setOpen(false)}>
          {(close) => (
            <ul class="rows">
              {choices.map((choice, index) => (
                <li key={choice.id}>
                  {choice.section && choice.section !== choices[index - 1]?.section && (
                    <h3 dir="auto">{choice.section}</h3>
                  )}
                  <button
                    type="button"
                    class="plain"
                    onClick={() => {
                      close();
                      onTap(choice.id);
                    }}
                  >
                    <bdi>{choice.title}</bdi>
                    {choice.description && <small dir="auto">{choice.description}</small>}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Dialog>
      )}
    </>
  );
}
