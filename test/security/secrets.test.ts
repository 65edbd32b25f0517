import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { type Activity, downloadAttachment } from 'tidemark';
import { startFakeKaleyra } from 'tidemark/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, webhookOf } from '../helpers/channel.js';
import { answerWith, type Received, startHttp, startTcp } from '../kaleyra/client/local-server.js';
import { canaries, canariesIn } from './canaries.js';
import { type Watched, watch } from './watched-channel.js';

const { apiKey, sid, webhookSecret, text, caption, reply, profile, signature } = canaries;
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((close) => close()))));

const link = `https://media.s3.amazonaws.com/a.jpg?X-Amz-Signature=${signature}`;
const messages = [
  { id: 'wamid.text', type: 'text', text: { body: text } },
  { id: 'wamid.image', type: 'image', image: { mime_type: 'image/png', caption, link, filename: `${text}.png` } },
  {
    id: 'wamid.tap',
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id: text, title: text } },
  },
  { id: 'wamid.policy', type: 'text', text: { body: text } },
  { id: 'wamid.slow', type: 'text', text: { body: text } },
  // None of these can be read.
  { id: text, type: 'text', text: text },
  { id: 'wamid.bad', type: 'image', image: text },
  { id: 'wamid.odd', type: text, [text]: text },
  { id: 'wamid.flow', type: 'interactive', interactive: { type: text, [text]: text } },
].map((message, at) => ({ from: `${CUSTOMER}${at}`, timestamp: '1772366400', ...message }));

function contactsOf(webhook: object): object {
  const contacts = messages.map(({ from }) => ({ wa_id: from, profile: { name: profile } }));
  return JSON.parse(JSON.stringify(webhook), (key, value) => (key === 'contacts' ? contacts : value)) as object;
}

/** Everything that can go wrong around a message, one after the other. */
async function live({ channel, told }: Watched): Promise<void> {
  const keep = async (promise: Promise<unknown>): Promise<void> =>
    void (await promise.catch((error: unknown) => told.push(error)));
  const post = async (body: unknown, secret: string = webhookSecret): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'x-secret': secret };
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const {
      status,
      headers: answered,
      body: said,
      settled,
    } = await channel.handleWebhook({ method: 'POST', url: '/', headers, body: sent });
    told.push(status, answered, said);
    await settled();
  };
  channel.handle(async (activity: Activity, turn) => {
    await keep(turn.reply(reply));
    await keep(
      turn.reply({
        type: 'message',
        text: reply,
        attachments: [{ contentType: 'image/png', contentUrl: `data:image/png;base64,${btoa(reply)}` }],
      }),
    );
    await keep(turn.reply({ type: 'message', channelData: { template: { name: reply } } }));
    await keep(
      turn.reply({ type: 'message', attachments: [{ contentType: 'image/png', contentUrl: `ftp://${signature}` }] }),
    );
    await keep(turn.typing());
    await keep(turn.markRead());
    if (activity.attachments !== undefined)
      await keep(downloadAttachment(activity, 0, { allowedHosts: ['other.test'], headers: { authorization: apiKey } }));
    if (activity.id === 'wamid.slow') {
      await once(turn.signal, 'abort');
      await keep(turn.reply(reply));
    }
    throw new TypeError('the bot is broken');
  });
  await Promise.all([
    post(contactsOf(webhookOf(...messages))),
    post(webhookOf({ id: 'wamid.text', from: CUSTOMER, type: 'text', text: { body: text } })),
    post(`{"meta_object":"${text}`),
    post({ from: text, body: text, wanumber: webhookSecret }),
    post({ [text]: text }),
    post({ field: text, value: { [text]: text } }),
    post(contactsOf(webhookOf(...messages)), `${webhookSecret}x`),
    keep(
      channel.continueConversation(`${BUSINESS}:${CUSTOMER}`, (_activity, turn) =>
        turn.reply(reply).then(() => undefined),
      ),
    ),
    keep(channel.continueConversation(text, () => undefined)),
  ]);
}

/** A provider that gives back what it was sent, wherever an answer has room for it. */
const echoing =
  (status: number) =>
  (response: ServerResponse, { headers, body, path }: Received): void => {
    const all = JSON.stringify({
      code: apiKey,
      message: `${path} ${JSON.stringify(headers)} ${body}`,
      error: { code: apiKey, message: body },
    });
    response
      .writeHead(status, { 'retry-after': apiKey, 'x-echo': apiKey, location: `https://elsewhere.test/${apiKey}` })
      .end(all);
  };

const providers: readonly [string, () => Promise<{ url: string }>][] = [
  ...[302, 400, 401, 403, 404, 422, 429, 500, 503].map(
    (status) =>
      [`gives everything back with ${status}`, () => startHttp(echoing(status))] as [
        string,
        () => Promise<{ url: string }>,
      ],
  ),
  [
    'gives everything back with 200, and no id',
    () => startHttp(answerWith(200, JSON.stringify({ message: [apiKey, reply] }))),
  ],
  ['gives everything back as no HTTP', () => startTcp((socket, request) => socket.end(request))],
  ['breaks off', () => startTcp((socket) => socket.destroy())],
  ['says nothing', () => startTcp(() => {})],
  ['is not there', async () => ({ url: 'http://127.0.0.1:9' })],
];

describe.each(providers)('a provider that %s', (_what, start) => {
  test('brings no key, secret, name or text into a log, an event, an error or an answer', async () => {
    const watched = watch((await start()).url);
    opened.push(watched.close);
    await live(watched);
    await watched.channel.close();
    expect(watched.told.length).toBeGreaterThan(20);
    expect(canariesIn(watched.told)).toEqual([]);
  });
});

describe('what can be looked into', () => {
  test('shows no key, secret, name or text: channel, gateway, receipts and streams, while messages wait and afterwards', async () => {
    const kaleyra = await startFakeKaleyra({ sid, apiKey, businessNumbers: [BUSINESS] });
    opened.push(() => kaleyra.close());
    const { channel, gateway, told, close } = watch(kaleyra.baseUrl, {
      timeoutMs: 60_000,
      turnTimeoutMs: 60_000,
    });
    opened.push(close);
    const parts = {
      channel,
      gateway,
      receipts: channel.receipts,
      streams: [channel.incoming$, channel.activity$, channel.status$],
    };
    const body = JSON.stringify(contactsOf(webhookOf(...messages.slice(0, 3))));
    const headers = { 'content-type': 'application/json', 'x-secret': webhookSecret };
    const answer = await channel.handleWebhook({ method: 'POST', url: '/', headers, body });
    expect(canariesIn(parts), 'while nobody listens').toEqual([]);
    const running: string[][] = [];
    channel.incoming$.subscribe(() => undefined);
    channel.handle(async (_activity, turn) => {
      running.push(canariesIn(parts));
      await turn.reply(reply);
    });
    await answer.settled();
    expect(running).toEqual([[], [], []]);
    expect(kaleyra.sends).toHaveLength(3);
    expect([canariesIn(parts), canariesIn(told), canariesIn(answer)]).toEqual([[], [], []]);
    expect(inspect(channel)).not.toContain('canary');
    expect(inspect(gateway)).not.toContain('canary');
  });
});
