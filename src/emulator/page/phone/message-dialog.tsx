import type { Bubble } from '../../protocol.js';
import { Preview } from '../customers/preview.js';
import type { Act } from '../live/use-act.js';
import { Dialog } from '../parts/dialog.js';

interface MessageDialogProps {
  bubble: Bubble;
  act: Act;
  onReply: (bubble: Bubble) => void;
  onClose: () => void;
}

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '👎'] as const;

/** What the customer can do with a message: react, reply, and send it once more. */
export function MessageDialog({ bubble, act, onReply, onClose }: MessageDialogProps) {
  const { customer, id } = bubble;
  const mine = bubble.reactions.customer;
  return (
    <Dialog title="Message options" sheet onClose={onClose}>
      {(close) => (
        <>
          <p class="quote" dir="auto">
            <Preview content={bubble.content} />
          </p>
          <fieldset class="emojis">
            <legend>React</legend>
            {emojis.map((emoji) => (
              <button
                type="button"
                key={emoji}
                aria-pressed={mine === emoji}
                aria-label={`React with ${emoji}`}
                onClick={() => {
                  close();
                  void act({ do: 'react', customer, bubble: id, emoji: mine === emoji ? '' : emoji });
                }}
              >
                {emoji}
              </button>
            ))}
          </fieldset>
          <div class="row">
            <button
              type="button"
              onClick={() => {
                close();
                onReply(bubble);
              }}
            >
              Reply
            </button>
            {bubble.from === 'customer' && (
              <button
                type="button"
                onClick={() => {
                  close();
                  void act({ do: 'resend', bubble: id });
                }}
              >
                Send its webhook again
              </button>
            )}
          </div>
          <p class="id">{id}</p>
        </>
      )}
    </Dialog>
  );
}
