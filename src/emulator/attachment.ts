import { imageMessage } from '../testing/webhook-messages.js';
import type { Action } from './protocol.js';
import { samples } from './samples.js';
import type { Draft } from './writing.js';

type Attach = Extract<Action, { do: 'attach' }>;

/** A message with a sample file. */
export function attachment({ customer, sample, caption }: Attach, baseUrl: string): Draft {
  const { name, contentType, sha256 } = samples[sample];
  // Voice and music have no caption.
  const captioned = caption === undefined || caption === '' || sample === 'audio' ? {} : { caption };
  const file = { url: `/media/${name}`, contentType, name };
  const mediaId = '1122334455667788';
  return {
    customer,
    content: { kind: 'file', file, media: sample, ...captioned },
    mediaUrl: `${baseUrl}${file.url}`,
    message: (envelope) => {
      if (sample === 'image') return imageMessage({ ...envelope, ...captioned, mimeType: contentType, sha256 });
      const { id, timestamp, ...others } = envelope;
      const described = { mime_type: contentType, sha256, id: mediaId };
      const named = sample === 'document' ? { ...captioned, filename: name } : { voice: false };
      return { ...others, id, timestamp: String(timestamp), type: sample, [sample]: { ...named, ...described } };
    },
  };
}
