import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, sendBody } from './call.js';
import { expectAcceptance, expectRefusal } from './expectations.js';
import { accepted } from './samples.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra({ businessNumbers: ['910000000001', '910000000002'] });
});
afterEach(() => kaleyra.close());

describe('the answer to a correct call', () => {
  it('is the sample of the page with an id of its own for a read', async () => {
    const body = await expectAcceptance(kaleyra, {});
    const sample = JSON.parse(accepted) as typeof body;
    expect(body).toEqual({ ...sample, data: { message_id: body.data.message_id } });
    expect(body.data.message_id).toMatch(/^A[0-9A-Z]{19}$/);
  });

  it('has another id for every send', async () => {
    const ids = new Set<string>();
    for (let count = 0; count < 3; count += 1)
      ids.add((await expectAcceptance(kaleyra, { body: sendBody() })).data.message_id);
    expect(ids.size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^wamid\.FAKE/);
  });
});

describe('the call in front of the body', () => {
  it.each(['910000000002', '+910000000002', '%2B910000000002'])('takes the number as %s', async (number) => {
    await expectAcceptance(kaleyra, { number });
    expect(kaleyra.reads[0]?.businessNumber).toBe('910000000002');
  });

  it('takes a charset beside the media type', async () => {
    await expectAcceptance(kaleyra, { headers: { 'content-type': 'application/json; charset=utf-8' } });
  });

  it('refuses a wrong SID', async () => {
    await expectRefusal(kaleyra, { sid: 'HXOTHER' }, { code: 'RBC001', violations: ['The SID in the path is wrong.'] });
  });

  it('refuses a SID that is no valid percent-encoding', async () => {
    await expectRefusal(kaleyra, { sid: '%E0%A4' }, { code: 'RBC001', violations: ['The SID in the path is wrong.'] });
  });

  it('refuses a wrong API key', async () => {
    await expectRefusal(
      kaleyra,
      { headers: { 'api-key': 'Aother' } },
      { code: 'RBC001', violations: ['The api-key header is wrong.'] },
    );
    expect(kaleyra.requests[0]?.apiKeyValid).toBe(false);
  });

  it('refuses a missing API key', async () => {
    await expectRefusal(
      kaleyra,
      { headers: { 'api-key': undefined } },
      { code: 'RBC001', violations: ['The api-key header is missing.'] },
    );
  });

  it("refuses a customer's number in the path", async () => {
    const violation = 'The number in the path is none of the business numbers.';
    await expectRefusal(kaleyra, { number: '919876543210' }, { code: 'WA401', violations: [violation] });
  });

  it.each(['text/plain', 'application/json5', 'application/vnd.api+json', 'application/json; version=1'])(
    'refuses the content type %s',
    async (type) => {
      const violation = 'The content-type header must be application/json.';
      await expectRefusal(kaleyra, { headers: { 'content-type': type } }, { code: 'WA400', violations: [violation] });
    },
  );

  it('refuses a missing content type', async () => {
    const violation = 'The content-type header must be application/json.';
    await expectRefusal(
      kaleyra,
      { headers: { 'content-type': undefined } },
      { code: 'WA400', violations: [violation] },
    );
  });

  it.each([
    '/',
    '/v1/HXFAKE0000000097IN/messages',
    '/v2/HXFAKE0000000097IN/whatsapp/910000000001/messages/',
    '//v2/HXFAKE0000000097IN/whatsapp/910000000001/messages',
    '/v2/HXFAKE0000000097IN/whatsapp//messages',
    '/v2/HXFAKE0000000097IN/whatsapp/910000000001/messages?a=b',
  ])('refuses the path %s with 404', async (path) => {
    const answer = await call(kaleyra, { path });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'FAKE404' });
    const violation = 'The path must be /v2/<SID>/whatsapp/<number>/messages or …/media, without a query.';
    expect(kaleyra.reads[0]?.violations).toEqual([violation]);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('refuses the method %s with 405', async (method) => {
    const answer = await call(kaleyra, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    expect(kaleyra.requests[0]?.violations).toEqual([`The method must be POST, not ${method}.`]);
  });

  it('names every breach and answers the first', async () => {
    const headers = { 'content-type': 'text/plain' };
    const body = { messaging_object: { messaging_product: 'whatsapp', status: 'seen', message_id: 'wamid.1' } };
    const violations = [
      'The SID in the path is wrong.',
      'The number in the path is none of the business numbers.',
      'The content-type header must be application/json.',
      'messaging_object.status must be "read".',
    ];
    await expectRefusal(kaleyra, { sid: 'HXOTHER', number: '1', headers, body }, { code: 'RBC001', violations });
  });
});
