import { buffer, text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../src/activity/activity.js';
import { downloadAttachment } from '../../../src/kaleyra/media/download-attachment.js';
import type { DownloadOptions } from '../../../src/kaleyra/media/download-options.js';
import { errorOf } from '../client/local-server.js';

const get = (contentUrl: string, options?: DownloadOptions) =>
  downloadAttachment({ attachments: [{ contentType: '*/*', contentUrl }] as Attachment[] }, 0, options);

describe('a data: link', () => {
  it.each([
    ['data:image/png;base64,iVBORw0KGgo=', 'image/png', '\x89PNG\r\n\x1a\n'],
    ['DATA:image/png;BASE64,iVBORw0KGgo', 'image/png', '\x89PNG\r\n\x1a\n'],
    [' data:text/csv;charset=utf-8;base64,YSxi', 'text/csv;charset=utf-8', 'a,b'],
    ['data:text/csv; charset=utf-8 ; base64,YS\nxi', 'text/csv; charset=utf-8 ', 'a,b'],
    ['data:text/html,a%2Cb%zz%4', 'text/html', 'a,b%zz%4'],
    ['data:text/html;base64,YQ%3D%3D', 'text/html', 'a'],
    ['data:,', 'text/plain;charset=US-ASCII', ''],
    ['data:,a,b', 'text/plain;charset=US-ASCII', 'a,b'],
    ['data:;charset=utf-8,%C3%BC', 'text/plain;charset=utf-8', '\xc3\xbc'],
    ['data:image/svg+xml,<svg/>#part', 'image/svg+xml', '<svg/>'],
    ['data:not a type,x', 'application/octet-stream', 'x'],
  ])('%j is read', async (link, contentType, bytes) => {
    const { stream, ...rest } = await get(link);
    expect(rest).toMatchObject({ contentType: contentType.trim(), sizeBytes: bytes.length });
    expect((await buffer(stream)).toString('latin1')).toBe(bytes);
  });

  it.each(['data:', 'data:image/png;base64', 'data:image/png;base64,?', 'data:;base64,a=b', 'data:;base64,ab===='])(
    '%j is refused',
    async (link) => {
      const error = await errorOf(get(link));
      expect(error).toMatchObject({ name: 'TidemarkError', code: 'DOWNLOAD_REFUSED' });
      expect(error.message).toMatch(/expected data:<MIME type>;base64,<data>/);
    },
  );

  it('gives back every file, as base64 and percent-encoded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const data = Buffer.from(bytes);
        const percents = data.toString('hex').replace(/../g, '%$&');
        for (const link of [`data:a/b;base64,${data.toString('base64')}`, `data:a/b,${percents}`]) {
          expect(await buffer((await get(link)).stream)).toEqual(data);
        }
      }),
    );
  });

  it('has the same name and type as any other file', async () => {
    const attachments = [{ contentType: 'image/webp', contentUrl: 'data:text/html;base64,YQ==', name: '../a.webp' }];
    expect(await downloadAttachment({ attachments })).toMatchObject({ contentType: 'image/webp', name: 'a.webp' });
  });

  it('is held to maxBytes', async () => {
    expect(await text((await get('data:,12345', { maxBytes: 5 })).stream)).toBe('12345');
    expect(await errorOf(get('data:,123456', { maxBytes: 5 }))).toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
  });

  it('is held to the signal', async () => {
    const aborted = AbortSignal.abort();
    expect(await errorOf(get('data:,1', { signal: aborted }))).toMatchObject({ code: 'ABORTED' });
    const controller = new AbortController();
    const { stream } = await get('data:,1', { signal: controller.signal });
    controller.abort();
    expect(await errorOf(text(stream))).toMatchObject({ code: 'ABORTED' });
  });
});
