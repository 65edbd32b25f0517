import { GatewayError, isGatewayError, TidemarkError } from '../errors.js';
import type { MediaContent, MediaSource } from '../message-content.js';
import type { OutgoingContent } from '../outgoing/contents-of.js';
import type { OutgoingFile } from '../outgoing/media.js';
import type { Gateway, MessageAddress } from '../ports.js';

/** How messages go out. */
export interface SendContext {
  gateway: Gateway;
  address: MessageAddress;
  signal: AbortSignal;
  beforeEach: () => void;
  afterEach: () => void;
}

/**
 * Sends the messages of one reply in order; gives their ids.
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
      const { id } = await gateway.send({ ...to, ...message }, { signal });
      ids.push(id);
      afterEach();
    }
  } catch (error) {
    throw ids.length > 0 && isGatewayError(error) ? withSentIds(error, ids, contents.length) : error;
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
  const { businessNumber } = address;
  return gateway.upload({ businessNumber, ...source, ...(fileName !== undefined && { fileName }) }, { signal });
}

function withSentIds(error: GatewayError, sentIds: readonly string[], all: number): GatewayError {
  const message = error.message.replace(/^\[tidemark\] /, '');
  const { code, kind, status, retryAfterMs, cause } = error;
  const details = { code, kind, status, retryAfterMs, cause, sentIds: [...sentIds] };
  return new GatewayError(`${message} Of the reply's ${all} messages ${sentIds.length} were sent before it.`, details);
}
