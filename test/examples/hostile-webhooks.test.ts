import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { echoNames } from './echoes.js';
import { killAll } from './example-process.js';
import { hostileBodies } from './hostile-bodies.js';
import { type RawRequest, sendRaw } from './raw-request.js';
import { proof, type Stage, startStage, story, testMs, violations } from './stage.js';

const json = { ...proof, 'content-type': 'application/json' };
const fiveMiB = 5 * 1024 * 1024;

describe.each([...echoNames, 'middleware-botbuilder'])('%s', { timeout: testMs }, (name) => {
  let stage: Stage;
  const send = (request: RawRequest): Promise<number | 'cut'> => sendRaw(stage.webhookUrl, request);

  beforeAll(async () => {
    stage = await startStage(name, { RECEIPT_QUIET_MS: '60' }, { strictIds: false });
  }, testMs);
  afterEach(async () => {
    expect((await fetch(`${stage.url}/healthz`)).status).toBe(200);
    expect(violations(stage.kaleyra)).toEqual([]);
  });
  afterAll(async () => {
    await killAll();
    await stage?.kaleyra.close();
  });

  test.each(hostileBodies)('a body that is %s is answered without a 5xx', async (_what, body) => {
    const bytes = Buffer.from(body);
    const status = await send({ headers: { ...json, 'content-length': bytes.length }, body: bytes });
    expect([200, 400]).toContain(status);
  });

  test('a body said to be 5 MiB is answered 413 before it is sent', async () => {
    expect(await send({ headers: { ...json, 'content-length': fiveMiB }, finish: 'wait' })).toBe(413);
  });

  test('a body of more than 4 MiB whose length is not said is answered 413 before its end', async () => {
    // Not a byte more, so that nothing unread makes the connection break before the answer is here.
    const body = [Buffer.alloc(4 * 1024 * 1024, ' '), Buffer.from(' ')];
    expect(await send({ headers: json, body, finish: 'wait' })).toBe(413);
  });

  test('a body of 5 MiB sent in spite of all is refused or cut off', async () => {
    const body = Buffer.alloc(fiveMiB, ' ');
    expect([413, 'cut']).toContain(await send({ headers: { ...json, 'content-length': body.length }, body }));
  });

  test('a body that breaks off does no harm', async () => {
    const body = Buffer.from('{"meta_object":');
    expect(await send({ headers: { ...json, 'content-length': 1000 }, body, finish: 'break' })).toBe('cut');
  });

  test('a missing or wrong secret is answered 401, and its message is neither read nor replied to', async () => {
    const { webhook } = stage.newCustomer().writes('let me in');
    stage.kaleyra.reset();
    for (const secret of [undefined, '', 'ebb', 'ebb-and-flow ebb-and-flow', 'EBB-AND-FLOW']) {
      const { status, body } = await stage.post(webhook, secret === undefined ? {} : { 'x-webhook-secret': secret });
      expect(status, secret).toBe(401);
      expect(JSON.stringify(body)).not.toContain('ebb-and-flow');
    }
    const customer = stage.newCustomer();
    const id = await customer.says('and now with the secret');
    await stage.replied('Echo: and now with the secret');
    expect(story(stage.kaleyra)).toEqual([`read ${id}`, 'send Echo: and now with the secret']);
  });

  test('a wrong secret is answered 401 before the body is sent', async () => {
    const headers = { ...json, 'x-webhook-secret': 'ebb', 'content-length': fiveMiB };
    expect(await send({ headers, finish: 'wait' })).toBe(401);
  });

  test('GET is answered 405 and says that POST is allowed', async () => {
    const response = await fetch(stage.webhookUrl, { headers: proof });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('another content type than JSON is answered 415', async () => {
    const body = Buffer.from(JSON.stringify(stage.newCustomer().writes('hello').webhook));
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'multipart/form-data',
    ]) {
      expect(await send({ headers: { ...proof, 'content-type': type }, body }), type).toBe(415);
    }
    expect(await send({ headers: proof, body }), 'no type').toBe(415);
  });

  test('after all this a message is read and answered', async () => {
    const id = await stage.newCustomer().says('still there?');
    await stage.replied('Echo: still there?');
    expect(stage.kaleyra.isRead(id)).toBe(true);
  });
});
