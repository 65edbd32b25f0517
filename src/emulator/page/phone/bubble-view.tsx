import type { Bubble } from '../../protocol.js';
import { Preview } from '../customers/preview.js';
import { Icon } from '../parts/icon.js';
import { clock, clockSeconds } from '../text/times.js';
import { BubbleContentView } from './bubble-content-view.js';
import { TicksView } from './ticks-view.js';

interface BubbleViewProps {
  bubble: Bubble;
  quoted: Bubble | undefined;
  isLast: boolean;
  onOpen: () => void;
  onTap: (choice: string) => void;
}

/** A message, with its ticks, what it quotes and the reactions to it. */
export function BubbleView({ bubble, quoted, isLast, onOpen, onTap }: BubbleViewProps) {
  const { from, content, at, ticks, readAt, reactions } = bubble;
  const emojis = [reactions.customer, reactions.business].filter(Boolean).join('');
  return (
    <article
      class={`bubble ${from === 'customer' ? 'mine' : 'theirs'}`}
      aria-label={from === 'customer' ? 'Customer' : 'Bot'}
    >
      {bubble.quotes !== undefined && (
        <blockquote class="quote" dir="auto">
          {quoted ? <Preview content={quoted.content} /> : 'A message that is not here'}
        </blockquote>
      )}
      <BubbleContentView content={content} onTap={onTap} />
      <p class="meta">
        <time dateTime={new Date(at).toISOString()} title={clockSeconds(at)}>
          {clock(at)}
        </time>
        {ticks && <TicksView ticks={ticks} readAt={readAt} />}
      </p>
      {emojis && (
        <p class="reactions">
          <span class="hidden">Reactions: </span>
          {emojis}
        </p>
      )}
      <button type="button" class="more" tabIndex={isLast ? 0 : -1} aria-label="Message options" onClick={onOpen}>
        <Icon name="more" />
      </button>
    </article>
  );
}
