import type { Activity } from '../activity/activity.js';
import { TidemarkError } from '../errors.js';
import type { Inbox, Logger } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import type { ChannelClosed } from './channel.js';
import type { ConversationLines } from './conversation-lines.js';

/** What closing works with. */
export interface CloseChannelOptions {
  receipts: Receipts;
  lines: ConversationLines;
  inbox: Inbox;
  log: Logger;
  drainTimeoutMs: number;
  /** Ends turns and streams. */
  finish: (reason: Error) => void;
}

/** Receipts go out, what is held is handed on, turns end and answer; then everything stops (R21). */
export async function closeChannel(options: CloseChannelOptions): Promise<ChannelClosed> {
  const { receipts, lines, inbox, log, drainTimeoutMs, finish } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, drainTimeoutMs);
  });
  const receiptsClosed = receipts.close({ drainTimeoutMs });
  await receiptsClosed;
  await Promise.race([lines.idle(), timeUp]);
  clearTimeout(timer);
  const reason = new TidemarkError('CHANNEL_CLOSED', 'this channel has been closed');
  lines.stop(reason);
  finish(reason);
  const { remaining: unread } = await receiptsClosed;
  const remaining = await closeInbox(inbox, log);
  if (remaining.length > 0) {
    log.warn(
      { remaining: remaining.length, ids: remaining.slice(0, 20).map(({ id }) => id) },
      'closed with activities not handled',
    );
  }
  return { remaining, unread };
}

async function closeInbox(inbox: Inbox, log: Logger): Promise<readonly Activity[]> {
  try {
    return await inbox.close();
  } catch (err) {
    log.error({ err }, 'the inbox could not be closed; what it holds is not known');
    return [];
  }
}
