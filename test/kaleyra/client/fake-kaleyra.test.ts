import { describe, expect, it, onTestFinished } from 'vitest';
import { KaleyraClient } from '../../../src/kaleyra/client/kaleyra-client.js';
import {
  type DocumentedFailure,
  type FakeKaleyra,
  type FakeKaleyraOptions,
  kaleyraWebhook,
  startFakeKaleyra,
  textMessage,
} from '../../../src/testing/index.js';
import { errorOf, startHttp } from './local-server.js';

type ClientOptions = ConstructorParameters<typeof KaleyraClient>[0];

async function start(
  clientOptions: Partial<ClientOptions> = {},
  fakeOptions: FakeKaleyraOptions = {},
): Promise<{ kaleyra: FakeKaleyra; client: KaleyraClient; businessNumber: string }> {
  const kaleyra = await startFakeKaleyra(fakeOptions);
  const { baseUrl, sid, apiKey, businessNumbers } = kaleyra;
  const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey, ...clientOptions });
  onTestFinished(async () => {
    await kaleyra.close();
    await client.close();
  });
  return { kaleyra, client, businessNumber: businessNumbers[0] ?? '' };
}

describe('KaleyraClient against the fake Kaleyra', () => {
  it('breaks no rule of the contract', async () => {
    const extraInfo = { ref: 'r'.repeat(255), ref1: '', ref2: 'b', wa_source: 'zoho' } as const;
    const { kaleyra, client, businessNumber } = await start({ extraInfo });
    await client.markRead({ id: 'wamid.A', businessNumber });
    await client.markRead({ id: 'wamid.A', businessNumber: `+${businessNumber}` }, { typing: true });
    for (const to of ['919876543210', '+919876543210', 'US.13491208655302741918']) {
      const { id } = await client.send({ type: 'text', businessNumber, to, text: 'नमस्ते' });
      expect(id).toMatch(/^wamid\./);
    }
    expect(kaleyra.requests.map(({ violations }) => violations)).toEqual([[], [], [], [], []]);
    expect(kaleyra.reads.map(({ typing }) => typing)).toEqual([false, true]);
    expect(kaleyra.sends.map(({ to }) => to)).toEqual(['+919876543210', '+919876543210', 'US.13491208655302741918']);
  });

  it('marks an incoming message and the earlier ones of its conversation read', async () => {
    const { kaleyra, client, businessNumber } = await start({}, { strictIds: true });
    const webhook = await startHttp((response) => void response.end());
    const messages = ['wamid.1', 'wamid.2'].map((id) => textMessage({ id, text: 'hello' }));
    await kaleyra.postWebhook(webhook.url, kaleyraWebhook({ from: '919876543210', businessNumber, messages }));
    expect(kaleyra.unread()).toEqual(['wamid.1', 'wamid.2']);
    await client.markRead({ id: 'wamid.2', businessNumber });
    expect(kaleyra.unread()).toEqual([]);
  });

  it.each<[DocumentedFailure, string, string]>([
    ['RBC001', 'RBC001', 'halt'],
    ['WA401', 'WA401', 'halt'],
    ['WA-401', 'WA-401', 'halt'],
    ['WA-401-version', 'WA-401', 'halt'],
    ['E110', 'E110', 'halt'],
    ['WAV2101', 'WAV2101', 'halt'],
    ['WA400', 'WA400', 'reject'],
    ['131009', '131009', 'reject'],
    ['WA500', 'WA500', 'retry'],
  ])('R9: reads its failure %s', async (failure, code, kind) => {
    const { kaleyra, client, businessNumber } = await start();
    kaleyra.fail(failure);
    expect(await errorOf(client.markRead({ id: 'wamid.A', businessNumber }))).toMatchObject({ code, kind });
    await expect(client.markRead({ id: 'wamid.A', businessNumber })).resolves.toBeUndefined();
  });

  it('R9: reads what its own checks refuse', async () => {
    const { kaleyra, client, businessNumber } = await start({}, { strictIds: true });
    const target = { id: 'wamid.never-posted', businessNumber };
    expect(await errorOf(client.markRead(target))).toMatchObject({ code: '131009', kind: 'reject' });
    expect(await errorOf(client.markRead({ ...target, businessNumber: '15550001111' }))).toMatchObject({
      code: 'WA401',
    });
    const region = { baseUrl: kaleyra.baseUrl };
    const stranger = new KaleyraClient({ region, sid: kaleyra.sid, apiKey: 'another' });
    onTestFinished(() => stranger.close());
    expect(await errorOf(stranger.markRead(target))).toMatchObject({ code: 'RBC001', kind: 'halt' });
  });

  it('R9: tells faults of the wire apart', async () => {
    const { kaleyra, client, businessNumber } = await start();
    const target = { id: 'wamid.A', businessNumber };
    kaleyra.fail(['drop', 'truncate']);
    expect(await errorOf(client.markRead(target))).toMatchObject({ code: 'NETWORK', kind: 'retry' });
    expect(await errorOf(client.markRead(target))).toMatchObject({ code: 'NETWORK', kind: 'retry', status: 202 });
    kaleyra.fail(['notJson', 'empty']);
    await expect(client.markRead(target)).resolves.toBeUndefined();
    await expect(client.markRead(target)).resolves.toBeUndefined();
  });

  it('never asks to send again what was taken over', async () => {
    const { kaleyra, client, businessNumber } = await start();
    kaleyra.fail(['truncate', 'notJson', 'empty']);
    for (let call = 0; call < 3; call += 1) {
      const sent = client.send({ type: 'text', businessNumber, to: '919876543210', text: 'hi' });
      expect(await errorOf(sent)).toMatchObject({ code: 'BAD_RESPONSE', kind: 'reject', status: 202 });
    }
  });

  it('gives up a call that hangs when its signal is aborted', async () => {
    const { kaleyra, client, businessNumber } = await start();
    kaleyra.fail('hang');
    const controller = new AbortController();
    const failure = errorOf(client.markRead({ id: 'wamid.A', businessNumber }, { signal: controller.signal }));
    await kaleyra.waitFor('read', 1);
    controller.abort();
    expect(await failure).toMatchObject({ code: 'ABORTED', kind: 'retry' });
  });

  it('tells the wait of a 429', async () => {
    const { kaleyra, client, businessNumber } = await start();
    kaleyra.fail({ status: 429, headers: { 'retry-after': '2' } });
    expect(await errorOf(client.markRead({ id: 'wamid.A', businessNumber }))).toMatchObject({
      code: 'HTTP_429',
      kind: 'retry',
      retryAfterMs: 2_000,
    });
  });
});
