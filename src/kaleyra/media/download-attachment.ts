import type { Activity } from '../../activity/activity.js';
import { createDownload, type DownloadedAttachment } from './create-download.js';
import type { DownloadOptions } from './download-options.js';

const download = createDownload();

/**
 * Downloads a file that came with a message, as a stream, within limits of size and time.
 *
 * Links of customers' messages are hostile until proven otherwise: only `https:` and only allowed hosts are fetched, none
 * of which may be, resolve to or redirect to a private address. No proxy is used, and no file is fetched by itself. Of a
 * `data:` link the bytes are given in the same way.
 *
 * @example
 * ```ts
 * import { randomUUID } from 'node:crypto';
 * import { createWriteStream } from 'node:fs';
 * import { pipeline } from 'node:stream/promises';
 * import { downloadAttachment, type Handler } from 'tidemark';
 *
 * const handler: Handler = async (activity, turn) => {
 *   if (!activity.attachments?.length) return;
 *   const { stream, name } = await downloadAttachment(activity, 0, { maxBytes: 5_000_000 });
 *   await pipeline(stream, createWriteStream(`uploads/${randomUUID()}`));
 *   await turn.reply(`Got ${name}`);
 * };
 * ```
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an option that is unknown or out of range.
 * @throws {TidemarkError} `NO_ATTACHMENT` where there is no such attachment, or no link with it; `DOWNLOAD_REFUSED` for a
 *   link, a redirect or an address that is not followed; `DOWNLOAD_TOO_LARGE`, also from the stream.
 * @throws {GatewayError} with `HTTP_<status>` for any answer but 2xx (403 and 404: the link has probably expired) and
 *   `BAD_RESPONSE` for an encoded one; and, also from the stream, `NETWORK`, `TIMEOUT` and `ABORTED`. Of kind `retry`
 *   where a repetition can help, otherwise of kind `reject`.
 */
export function downloadAttachment(
  activity: Pick<Activity, 'attachments'>,
  index = 0,
  options: DownloadOptions = {},
): Promise<DownloadedAttachment> {
  return download(activity, index, options);
}
