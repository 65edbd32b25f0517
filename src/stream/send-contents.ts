import { isGatewayError, TidemarkError } from '../errors.js';
import type { MediaContent, MediaSource } from '../message-content.js';
import type { OutgoingFile } from '../outgoing/media.js';
import type { OutgoingContent } from '../outgoing/outgoing-content.js';
import type { Gateway, MessageAddress } from '../ports.js';
import { isUndelivered, sendAgain } from './send-again.js';
import { withSentIds } from './with-sent-ids.js';

/** How messages go out. */
export interface SendContext {
  gateway: Gateway;
  address: MessageAddress;
  signal: AbortSignal;
  /** Ends the wait for another try, too: the channel has ended. @default none */
  closed?: AbortSignal;
  beforeEach: () => void;
  afterEach: () => void;
}

/**
 * Sends the messages of one reply in order; gives their ids. What certainly did not go out is sent again, twice at most.
 *
 * @throws {GatewayError} of the first that is refused, with the ids of those before it.
 */
export async function sendContents(contents: readonly OutgoingContent[], context: SendContext): Promise<string[]> {
  const { gateway, address, signal, beforeEach, afterEach } = context;
  const ids: string[] = [];
  try {
    for (const content of contents) {
      beforeEach();
      const message = content.type === 'file' ? await mediaOf(content, context) : content;
      // What is quoted is quoted once.
      const { quotes, ...parties } = address;
      const to = ids.length === 0 && quotes !== undefined ? address : parties;
      const { id } = await sendAgain(() => gateway.send(Object.assign({}, to, message), { signal }), {
        mayRepeat: isUndelivered,
        signals: signalsOf(context),
      });
      ids.push(id);
      afterEach();
    }
  } catch (error) {
    throw isGatewayError(error) ? withSentIds(error, ids) : error;
  }
  return ids;
}

async function mediaOf(
  { file, caption }: { file: OutgoingFile; caption?: string },
  context: SendContext,
): Promise<MediaContent> {
  const { kind, fileName } = file;
  const media = await sourceOf(file, context);
  return { type: kind, media, ...(caption !== undefined && { caption }), ...(fileName !== undefined && { fileName }) };
}

async function sourceOf({ source, fileName }: OutgoingFile, context: SendContext): Promise<MediaSource> {
  if ('url' in source) return source;
  const { gateway, address, signal } = context;
  if (gateway.upload === undefined) {
    throw new TidemarkError('NOT_SUPPORTED', 'this gateway cannot upload files; give the attachment a public URL');
  }
  const upload = gateway.upload.bind(gateway);
  const { businessNumber } = address;
  const uploaded = { businessNumber, ...source, ...(fileName !== undefined && { fileName }) };
  // Nobody sees a file that was uploaded twice.
  return sendAgain(() => upload(uploaded, { signal }), { mayRepeat: () => true, signals: signalsOf(context) });
}

function signalsOf({ signal, closed }: SendContext): AbortSignal[] {
  return closed === undefined ? [signal] : [signal, closed];
}
