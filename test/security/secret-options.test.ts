import {
  createChannel,
  downloadAttachment,
  KaleyraClient,
  type KaleyraClientOptions,
  type WebhookAuth,
} from 'tidemark';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/emulator/emulator-options.js';
import { canaries, canariesIn } from './canaries.js';

const { apiKey, sid, webhookSecret, signature } = canaries;
const link = `https://media.s3.amazonaws.com/a.jpg?X-Amz-Signature=${signature}`;

describe('the error of an option in which a secret stands where it does not belong', () => {
  const anyGateway = { markRead: async () => undefined, send: async () => ({ id: 'a' }) };
  const client = (options: object) => (): unknown =>
    new KaleyraClient({ region: 'in', sid, apiKey, ...options } as KaleyraClientOptions);
  const channelWith = (auth: unknown) => (): unknown =>
    createChannel({ gateway: anyGateway, webhook: { auth: auth as WebhookAuth } });
  const emulator = (options: object) => (): unknown =>
    settingsOf({ webhook: 'http://127.0.0.1:1/', assets: 'a', ...options } as Parameters<typeof settingsOf>[0]);
  test.each<[string, () => unknown]>([
    ['the region', client({ region: apiKey })],
    ['a base URL with the key in it', client({ region: { baseUrl: `https://${apiKey}@a.test/` } })],
    ['a base URL that is the key', client({ region: { baseUrl: apiKey } })],
    ['a key with a line break', client({ apiKey: `${apiKey}\n` })],
    ['a SID with a space', client({ sid: `${sid} ` })],
    ['the time limit', client({ timeoutMs: apiKey })],
    ['the dispatcher', client({ dispatcher: apiKey })],
    ['extra info', client({ extraInfo: { wa_source: apiKey } })],
    ['the whole of auth', channelWith(webhookSecret)],
    ['the password of the wrong kind', channelWith({ basic: webhookSecret })],
    ['a bearer in an object', channelWith({ bearer: { token: webhookSecret } })],
    ['the name of the header', channelWith({ header: `${webhookSecret} `, secret: webhookSecret })],
    ["the emulator's webhook", emulator({ webhook: webhookSecret })],
    ["the emulator's header", emulator({ secret: webhookSecret, secretHeader: `${webhookSecret} ` })],
    ["the emulator's secret in a list", emulator({ secret: [webhookSecret] })],
    ["the emulator's number", emulator({ business: apiKey })],
  ])('%s: names the option and shows no secret', (_what, make) => {
    let error: unknown;
    try {
      make();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'OptionsError', code: 'INVALID_OPTIONS' });
    expect(canariesIn(error)).toEqual([]);
  });

  test('a download: neither the link with its signature nor the header', async () => {
    const attachments = [{ contentType: 'image/png', contentUrl: link.replace('https:', 'http:') }];
    for (const options of [
      {},
      { headers: { authorization: `${apiKey}\n` } },
      { allowedHosts: [apiKey + link] },
      { timeoutMs: apiKey as never },
    ]) {
      const error = await downloadAttachment({ attachments }, 0, options).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: expect.stringMatching(/^(?:OptionsError|TidemarkError)$/) });
      expect(canariesIn(error)).toEqual([]);
    }
  });
});
