import { useState } from 'preact/hooks';
import type { Bubble } from '../../protocol.js';
import type { Act } from '../live/use-act.js';
import { useStickToEnd } from '../live/use-stick-to-end.js';
import { BubbleView } from './bubble-view.js';
import { MessageDialog } from './message-dialog.js';
import { stepThrough } from './step-through.js';

interface ChatProps {
  bubbles: readonly Bubble[];
  business: string;
  typing: boolean;
  act: Act;
  onReply: (bubble: Bubble) => void;
}

/** The messages of a chat, oldest first. */
export function Chat({ bubbles, business, typing, act, onReply }: ChatProps) {
  const [opened, setOpened] = useState<string>();
  const { ref, onScroll } = useStickToEnd<HTMLDivElement>([bubbles.length, bubbles.at(-1), typing]);
  const byId = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
  const open = opened === undefined ? undefined : byId.get(opened);
  return (
    <>
      <div
        ref={ref}
        class="chat"
        role="log"
        aria-live="polite"
        aria-label="Chat"
        onScroll={onScroll}
        onKeyDown={stepThrough}
      >
        {bubbles.length === 0 && <p class="note">No messages yet. Type one, or let a script type a burst.</p>}
        {bubbles.map((bubble, index) => (
          <BubbleView
            key={bubble.id}
            bubble={bubble}
            quoted={bubble.quotes === undefined ? undefined : byId.get(bubble.quotes)}
            isLast={index === bubbles.length - 1}
            onOpen={() => setOpened(bubble.id)}
            onTap={(choice) => void act({ do: 'tap', customer: bubble.customer, bubble: bubble.id, choice })}
          />
        ))}
        {typing && (
          <div class="bubble theirs typing">
            <span class="hidden">+{business} is typing…</span>
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
      {open && <MessageDialog bubble={open} act={act} onReply={onReply} onClose={() => setOpened(undefined)} />}
    </>
  );
}
