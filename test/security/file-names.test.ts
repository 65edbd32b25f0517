import { basename, posix, win32 } from 'node:path';
import fc from 'fast-check';
import { type Activity, downloadAttachment, parseKaleyraWebhook } from 'tidemark';
import { expect, test } from 'vitest';
import { CUSTOMER, webhookOf } from '../helpers/channel.js';

/** A document that a customer gave this name. */
function documentNamed(filename: string): Activity {
  const document = { filename, mime_type: 'application/pdf' };
  const parsed = parseKaleyraWebhook(webhookOf({ id: 'wamid.a', from: CUSTOMER, type: 'document', document }));
  const [activity] = parsed.ok ? parsed.activities : [];
  if (activity === undefined) throw new Error('expected an activity');
  return activity;
}

function expectSafe(name: string | undefined): void {
  expect(name).toMatch(/^[^/\\<>:"|?*\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,128}$/u);
  const written = name ?? '';
  // Some releases of Node take "CON~" for a device and put ".\\" in front of it: the same file.
  const onWindows = win32.normalize(written).replace(/^\.\\/, '');
  expect([basename(written), win32.basename(written), posix.normalize(written), onWindows]).toEqual(
    Array.from({ length: 4 }, () => written),
  );
  expect(written).not.toMatch(/^[.\s]|[.\s]$|^(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)/i);
  expect(Buffer.byteLength(written)).toBeLessThanOrEqual(255);
  // A name that is safe only until somebody normalises it is not.
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(written.normalize(form)).not.toMatch(/[/\\]/);
}

const piece = fc.oneof(
  fc.constantFrom(
    '../',
    '..\\',
    '/',
    '\\',
    '.',
    '..',
    ' ',
    '\0',
    '\r\n',
    'C:',
    '\\\\host\\',
    '／',
    '＼',
    '．',
    '․',
    '…',
    '\u202e',
    '\ud800',
    '\ufeff',
    'CON',
    'nul.',
    'aux',
    'com1',
    '.exe',
    '.pdf',
    '::$DATA',
    '~',
    '\ufdfa',
    '%2e%2e%2f',
    '👩\u200d👧',
  ),
  fc.string({ unit: 'binary' }),
);
const name = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('whatever a customer calls a file, its name is a base name that is safe in any folder', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        name,
        name.map((one) => one.repeat(200)),
      ),
      (filename) => {
        expectSafe(documentNamed(filename).attachments?.[0]?.name);
      },
    ),
    { numRuns: 600 },
  );
});

test('a download of any attachment, made by whomever, has such a name too', async () => {
  await fc.assert(
    fc.asyncProperty(name, fc.constantFrom('image/png', '../../x', '', 'text/html'), async (filename, contentType) => {
      const attachments = [{ contentType, contentUrl: 'data:text/plain,a', name: filename }];
      const { stream, name: safe } = await downloadAttachment({ attachments });
      stream.destroy();
      expectSafe(safe);
    }),
    { numRuns: 100 },
  );
});

const endless = `${'\u0316\u0301'.repeat(50_000)}.amazonaws.com`;

test.each([
  ['https://a', '/'],
  ['https:\\\\a', ''],
  ['h\nttps:\t/', '/a'],
  ['https://user:password@a', '?a'],
  ['//a', '#a'],
])(
  'a link to a host longer than any name (%j …) is refused without looking at it for minutes',
  async (before, after) => {
    const contentUrl = `${before}${endless}${after}`;
    const parsed = parseKaleyraWebhook(
      webhookOf({ id: 'wamid.a', from: CUSTOMER, type: 'image', image: { mime_type: 'image/png', link: contentUrl } }),
    );
    expect(parsed).toMatchObject({ activities: [{ attachments: [{ name: 'image.png' }] }] });
    expect(JSON.stringify(parsed.ok && parsed.activities[0]?.attachments)).not.toContain('contentUrl');
    const attachments = [{ contentType: 'image/png', contentUrl }];
    await expect(downloadAttachment({ attachments })).rejects.toMatchObject({
      code: 'DOWNLOAD_REFUSED',
      message: expect.stringMatching(/a host name of \d+ characters is longer than any can be/),
    });
  },
);
