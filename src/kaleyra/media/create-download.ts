import { lookup as lookupOfSystem } from 'node:dns';
import type { Readable } from 'node:stream';
import { buildConnector } from 'undici';
import type { Activity, Attachment } from '../../activity/activity.js';
import { createStopSignal } from '../client/stop-signal.js';
import { extensionOf } from '../webhook/extension-of.js';
import { safeFileName } from '../webhook/safe-file-name.js';
import { noAttachment, stopped, tooLarge } from './download-errors.js';
import { type DownloadOptions, resolveDownloadOptions } from './download-options.js';
import type { ConnectorFactory, Lookup } from './guarded-connector.js';
import { limitedStream } from './limited-stream.js';
import { mediaTypeOf } from './media-type.js';
import { openDataUrl } from './open-data-url.js';
import { openLink } from './open-link.js';

/** A file that is being downloaded. */
export interface DownloadedAttachment {
  /**
   * The file's bytes; read it with `pipeline` or `for await`, which tell a download that breaks off. It ends by itself at
   * the time limit; destroy it when it is not wanted.
   */
  stream: Readable;
  /** The attachment's MIME type, or, where that does not say what the file is, the one its source tells. */
  contentType: string;
  /** A base name that is safe to write to a folder; never empty. */
  name: string;
  /** The file's size, where its source tells it. */
  sizeBytes?: number;
}

/** What reaches the network; tests lead it elsewhere. */
export interface DownloadParts {
  lookup?: Lookup;
  connectorOf?: ConnectorFactory;
}

/** The function {@link downloadAttachment} is. */
export type Download = (
  activity: Pick<Activity, 'attachments'>,
  index: number,
  options: DownloadOptions,
) => Promise<DownloadedAttachment>;

// Without undici's own limit on connecting, which would leave a timer: ours holds for the whole download.
const usualConnector: ConnectorFactory = (options) => buildConnector({ ...options, timeout: 0 });

/** Makes the function that downloads attachments. */
export function createDownload({
  lookup = lookupOfSystem,
  connectorOf = usualConnector,
}: DownloadParts = {}): Download {
  return async (activity, index, options) => {
    const settings = resolveDownloadOptions(options);
    const { maxBytes, timeoutMs, signal } = settings;
    const { contentUrl, contentType: told, name } = fileAt(activity, index);
    if (signal?.aborted) throw stopped({ why: 'ABORTED', cause: signal.reason }, timeoutMs);
    const stop = createStopSignal(timeoutMs, signal);
    try {
      const source = isDataUrl(contentUrl)
        ? openDataUrl(contentUrl)
        : await openLink(contentUrl, { settings, stop, lookup, connectorOf });
      const { sizeBytes } = source;
      if (sizeBytes !== undefined && sizeBytes > maxBytes) {
        source.close();
        throw tooLarge(maxBytes, sizeBytes);
      }
      const contentType = mediaTypeOf(told, source.contentType);
      return {
        stream: limitedStream(source, { maxBytes, timeoutMs, stop }),
        contentType,
        name: safeFileName(typeof name === 'string' ? name : undefined, `file.${extensionOf(contentType)}`),
        ...(sizeBytes !== undefined && { sizeBytes }),
      };
    } catch (error) {
      stop.clear();
      throw error;
    }
  };
}

function isDataUrl(link: string): boolean {
  return /^\s*data:/i.test(link);
}

function fileAt(activity: Pick<Activity, 'attachments'>, index: number): Attachment & { contentUrl: string } {
  // Activities come from JavaScript and from JSON as well.
  const { attachments } = (activity ?? {}) as Partial<Activity>;
  const all: readonly unknown[] = Array.isArray(attachments) ? attachments : [];
  const attachment = (Number.isInteger(index) ? all[index] : undefined) as Attachment | null | undefined;
  if (typeof attachment !== 'object' || attachment === null) {
    const expected = all.length === 0 ? 'none to download' : `expected an index from 0 to ${all.length - 1}`;
    throw noAttachment(`The activity has ${all.length} attachments: ${expected}, got ${String(index)}.`);
  }
  const { contentUrl } = attachment;
  if (typeof contentUrl === 'string' && contentUrl !== '') return { ...attachment, contentUrl };
  const why =
    attachment.content === undefined
      ? 'it came without a link (contentUrl), so there is nothing to fetch'
      : 'its content stands in the activity itself (content) and needs no download';
  throw noAttachment(`Attachment ${index} is no file: ${why}.`);
}
