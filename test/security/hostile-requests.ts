import fc from 'fast-check';
import type { WebhookRequest } from 'tidemark';
import { brokenBytes, mutatedWebhook } from './mutations.js';

const method = fc.oneof(
  { weight: 8, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('post', 'GET', 'PUT', 'OPTIONS', '', 'POST ', 'PоST') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const contentType = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-16',
      'APPLICATION/JSON;',
      'application/cloudevents+json',
      'application/+json',
      'application/x+json+json',
      'text/json',
      'application/json, text/plain',
      'application/jsonp',
      ';',
      '',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const encoding = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  undefined,
  'identity',
  'IDENTITY',
  'gzip',
  'br',
  '',
  'identity, gzip',
);
const length = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  undefined,
  '0',
  '-1',
  'NaN',
  '1e3',
  '99999999999',
  'Infinity',
  '0x10',
  '',
);
const url = fc.oneof(
  fc.constantFrom('/', '', '?', '/?__proto__=1&constructor=2', '//', '/%', '#', '*'),
  fc.string({ unit: 'binary' }),
);

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const body = fc.oneof(
  mutatedWebhook.map((text) => Buffer.from(text)),
  brokenBytes,
);

/** A request that is odd in its method, headers, address, or body, or in all of them. */
export const hostileRequest: fc.Arbitrary<WebhookRequest> = fc
  .record({
    method,
    contentType,
    encoding,
    length,
    url,
    body,
    more: fc.dictionary(
      fc.constantFrom('__proto__', 'get', 'x-a', 'constructor', 'Content-Type'),
      fc.oneof(fc.string(), fc.array(fc.string())),
      {
        maxKeys: 2,
        noNullPrototype: true,
      },
    ),
    form: fc.constantFrom('bytes', 'text', 'chunks', 'none'),
    size: fc.integer({ min: 1, max: 700 }),
  })
  .map(({ method, contentType, encoding, length, url, body, more, form, size }) => ({
    method,
    url,
    headers: {
      ...more,
      'content-type': contentType,
      ...(encoding !== undefined && { 'content-encoding': encoding }),
      ...(length !== undefined && { 'content-length': length }),
    },
    body: { bytes: body, text: body.toString('latin1'), chunks: inChunks(body, size), none: undefined }[form],
  }));
