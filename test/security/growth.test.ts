import type { WebhookRequest } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { splitText } from '../../src/outgoing/split-text.js';
import { BUSINESS, CUSTOMER, requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { fills, repeated } from './fills.js';
import { growthOf, leastMs } from './growth.js';

const time = useClock();
const open = useChannels(time);

let made = 0;
function nextId(): string {
  made += 1;
  return `wamid.${made}`;
}

const image = (parts: object): object => ({
  id: 'wamid.a',
  from: CUSTOMER,
  type: 'image',
  image: { mime_type: 'image/png', ...parts },
});
const interactive = (kind: string, parts: object): object => ({
  id: 'wamid.a',
  from: CUSTOMER,
  type: 'interactive',
  interactive: { type: kind, [kind]: parts },
});
const inMessage =
  (toMessage: (text: string) => object) =>
  (value: string): WebhookRequest =>
    requestOf(webhookOf(toMessage(value)));
const status = (parts: object): WebhookRequest =>
  requestOf({
    meta_object: {
      field: 'messages',
      value: {
        metadata: { display_phone_number: BUSINESS },
        statuses: [{ id: 'wamid.a', status: 'sent', recipient_id: CUSTOMER, ...parts }],
      },
    },
  });

/** Every place of a request that a pattern, or anything else that looks through a text, is used on. */
const places: readonly [string, (value: string) => WebhookRequest][] = [
  ['the content type', (value) => requestOf('{}', { headers: { 'content-type': `application/${value}` } })],
  [
    'the content encoding',
    (value) => requestOf('{}', { headers: { 'content-type': 'application/json', 'content-encoding': value } }),
  ],
  [
    'the length',
    (value) => requestOf('{}', { headers: { 'content-type': 'application/json', 'content-length': value } }),
  ],
  ['the method', (value) => requestOf('{}', { method: value })],
  ['the body', (value) => requestOf(value)],
  ['an id', inMessage((id) => ({ ...text('a'), id }))],
  ['a type', inMessage((type) => ({ ...text('a'), type }))],
  ['a sender', inMessage((from) => text('a', { from }))],
  ['a user id', inMessage((from_user_id) => ({ ...text('a'), from: '', from_user_id }))],
  ['a timestamp', inMessage((timestamp) => ({ ...text('a'), timestamp }))],
  ['a text', inMessage((body) => text('a', { body }))],
  ['a quoted id', inMessage((id) => ({ ...text('a'), context: { id } }))],
  ['a MIME type', inMessage((mime_type) => image({ mime_type }))],
  ['a file name', inMessage((filename) => image({ filename }))],
  ['a caption', inMessage((caption) => image({ caption }))],
  ['a link', inMessage((link) => image({ link }))],
  ['a media_url', (value) => requestOf({ ...webhookOf(image({})), extra_info: { media_url: value } })],
  ['a tapped id', inMessage((id) => interactive('button_reply', { id, title: 'a' }))],
  ['the answer of a flow', inMessage((response_json) => interactive('nfm_reply', { response_json }))],
  [
    'an emoji',
    inMessage((emoji) => ({
      id: 'wamid.a',
      from: CUSTOMER,
      type: 'reaction',
      reaction: { message_id: 'wamid.b', emoji },
    })),
  ],
  [
    'the business number',
    (value) =>
      requestOf({
        meta_object: { field: 'messages', value: { metadata: { display_phone_number: value }, messages: [text('a')] } },
      }),
  ],
  ['a field', (value) => requestOf({ meta_object: { field: value, value: {} } })],
  ['a key', (value) => requestOf({ [value]: 1, meta_object: { [value]: 1 } })],
  ['the recipient of a status', (value) => status({ recipient_id: value })],
  ['the word of a status', (value) => status({ status: value })],
];

describe('work at the webhook grows no faster than the text', () => {
  test.each(places)('in %s, whatever it is made of (ReDoS)', async (place, toRequest) => {
    // What is done to a host shows only where it is long.
    const short = ['a link', 'a media_url'].includes(place) ? 16_384 : 2_048;
    const { channel } = open({ receipts: false });
    const { times, isTooMuch } = await growthOf(async (length) => {
      for (const fill of fills) await channel.handleWebhook(toRequest(fill(length)));
    }, short);
    expect(isTooMuch, `${times} times the work for 8 times the text`).toBe(false);
  });

  test.each([
    ['a secret header', { header: 'x-secret', secret: 's' }, (value: string) => ({ headers: { 'x-secret': value } })],
    [
      'basic authentication',
      { basic: { user: 'u', password: 'p' } },
      (value: string) => ({ headers: { authorization: `Basic ${value}` } }),
    ],
    ['a bearer token', { bearer: 'b' }, (value: string) => ({ headers: { authorization: value } })],
    ['a query', { query: 'q', secret: 's' }, (value: string) => ({ url: `/?${value}&q=${value}#${value}` })],
  ])('before %s is found wrong', async (_kind, auth, parts) => {
    const { channel } = open({ webhook: { auth } });
    const { times, isTooMuch } = await growthOf(async (length) => {
      for (const fill of fills) await channel.handleWebhook(requestOf('{}', parts(fill(length))));
    });
    expect(isTooMuch, `${times} times the work for 8 times the text`).toBe(false);
  });

  test('of file names: one that is all dots and spaces is not much more work than a plain one', async () => {
    const { channel } = open({ receipts: false, maxWaiting: 1_000_000 });
    const send = (unit: string) => async (): Promise<void> => {
      const filename = `a${unit.repeat(1_022 / unit.length)}b`;
      const messages = Array.from({ length: 100 }, () => ({ ...image({ filename }), id: nextId() }));
      await channel.handleWebhook(requestOf(webhookOf(...messages)));
    };
    await send('x')();
    const plainMs = await leastMs(send('x'));
    for (const unit of [' ', '.', '. ', '\u2026', '\ufdfa']) {
      expect(await leastMs(send(unit)), JSON.stringify(unit)).toBeLessThan(plainMs * 12);
    }
  });
});

test('a text is split for WhatsApp in a time that grows no faster than the text', async () => {
  const { times, isTooMuch } = await growthOf(async (length) => {
    for (const unit of ['a', '👩\u200d', 'a\u0301', 'http://']) splitText(repeated(unit)(length));
  }, 60_000);
  expect(isTooMuch, `${times} times the work for 8 times the text`).toBe(false);
});

test('an echo of what a customer wrote is rewritten in a time that grows no faster than the text', async () => {
  const units = ['*a_', '[', '](', '[](', '`', '``a', '<http://', '\\', '~~a', '![x](http://a', '[x](()', '> ', '# '];
  const { channel } = open({ receipts: false });
  channel.handle(async (activity, turn) => {
    await turn.reply({ type: 'message', textFormat: 'markdown', text: activity.text ?? '' });
  });
  await time.clock.tickAsync(1);
  const { times, isTooMuch } = await growthOf(async (length) => {
    for (const unit of units) {
      const webhook = webhookOf(text(nextId(), { body: repeated(unit)(length) }));
      const { settled } = await channel.handleWebhook(requestOf(webhook));
      await time.clock.tickAsync(1);
      await settled();
    }
  }, 4_000);
  expect(isTooMuch, `${times} times the work for 8 times the text`).toBe(false);
});
