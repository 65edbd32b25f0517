import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, readBody, sendBody } from './call.js';
import { type Receiver, startReceiver } from './receiver.js';

const business = '910000000001';
const other = '910000000002';
let kaleyra: FakeKaleyra;
let receiver: Receiver;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra({ businessNumbers: [business, other] });
  receiver = await startReceiver();
});
afterEach(async () => {
  await kaleyra.close();
  await receiver.close();
});

describe('an id that cannot be read', () => {
  it('is one that another business number received', async () => {
    const messages = [textMessage({ id: 'a', text: 'Hi' })];
    await kaleyra.postWebhook(receiver.url, kaleyraWebhook({ from: '1', businessNumber: other, messages }));
    const answer = await call(kaleyra, { body: readBody('a') });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: '131009' });
    expect(kaleyra.reads[0]?.violations).toEqual([
      'messaging_object.message_id "a" was sent to another business number.',
    ]);
  });

  it('is one of a message the business sent', async () => {
    const sent = await call(kaleyra, { body: sendBody() });
    const id = (JSON.parse(sent.text) as { data: { message_id: string } }).data.message_id;
    expect((await call(kaleyra, { body: readBody(id) })).status).toBe(400);
    expect(kaleyra.reads[0]?.violations).toEqual([`messaging_object.message_id "${id}" is a message of the business.`]);
  });

  it('is any unknown one with strictIds', async () => {
    const strict = await startFakeKaleyra({ strictIds: true });
    const body = kaleyraWebhook({
      from: '919876543210',
      businessNumber: '910000000001',
      messages: [textMessage({ id: 'known', text: 'Hi' })],
    });
    await strict.postWebhook(receiver.url, body);
    expect((await call(strict, { body: readBody('known') })).status).toBe(202);
    const answer = await call(strict, { body: readBody('KNOWN') });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: '131009' });
    expect(strict.reads[1]?.violations).toEqual(['messaging_object.message_id "KNOWN" is not known.']);
    await strict.close();
  });

  it('can be read while its webhook is not answered yet', async () => {
    const strict = await startFakeKaleyra({ strictIds: true });
    let status = 0;
    receiver.onRequest = async () => {
      status = (await call(strict, { body: readBody('early') })).status;
    };
    const messages = [textMessage({ id: 'early', text: 'Hi' })];
    await strict.postWebhook(receiver.url, kaleyraWebhook({ from: '1', businessNumber: '910000000001', messages }));
    expect(status).toBe(202);
    await strict.close();
  });
});
