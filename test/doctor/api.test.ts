import { expect, it } from 'vitest';
import type { DoctorSettings } from '../../src/doctor/settings.js';
import { examine, kaleyra, secrets, serve, settingsFor } from './patients.js';

/** The states of the findings that Kaleyra's answer decides. */
async function statesOf(settings: DoctorSettings): Promise<Record<string, string | undefined>> {
  const findings = await examine(settings);
  const ids = ['credentials', 'api.version', 'number.account', 'account.balance', 'account.limit'];
  return Object.fromEntries(ids.map((id) => [id, findings[id]?.state]));
}

const allOk = {
  credentials: 'ok',
  'api.version': 'ok',
  'number.account': 'ok',
  'account.balance': 'ok',
  'account.limit': 'ok',
};
const allUnknown = Object.fromEntries(Object.keys(allOk).map((id) => [id, 'unknown']));

it('a sound account is found so', async () => {
  expect(await statesOf(settingsFor(await kaleyra()))).toEqual(allOk);
});

it('the account is asked by one read of a message that cannot exist, and nothing is sent', async () => {
  const fake = await kaleyra();
  await examine(settingsFor(fake));
  const calls = fake.requests.filter(({ method }) => method === 'POST');
  expect(calls).toMatchObject([{ kind: 'read', violations: [], typing: false }]);
  expect(calls[0]?.to).toBeUndefined();
  // Meta's ids are base64, which has no hyphen.
  expect(calls[0]?.messageId).toMatch(/^wamid\..*-/);
  expect(fake.sends).toEqual([]);
});

it('no key goes with the request that asks whether the region answers', async () => {
  const fake = await kaleyra();
  await examine(settingsFor(fake));
  const [get] = fake.requests.filter(({ method }) => method === 'GET');
  expect(get?.headers).not.toHaveProperty('api-key');
});

it.each(['WA400', '131009'] as const)(
  '%s means that key, number and version passed, and not that the balance did',
  async (code) => {
    const fake = await kaleyra();
    fake.fail(code);
    expect(await statesOf(settingsFor(fake))).toEqual({
      ...allOk,
      'account.balance': 'unknown',
      'account.limit': 'unknown',
    });
  },
);

it('a wrong key fails, with what to do', async () => {
  const { credentials, ...others } = await examine(
    settingsFor(await kaleyra(), { apiKey: 'A99999999999999999999999999999999' }),
  );
  expect(credentials).toMatchObject({ state: 'fail', message: expect.stringMatching(/RBC001.*copy both anew/) });
  expect(others['number.account']?.state).toBe('unknown');
});

it('a wrong SID fails', async () => {
  const { credentials } = await examine(settingsFor(await kaleyra(), { sid: 'HXAP00000000000000' }));
  expect(credentials).toMatchObject({ state: 'fail', message: expect.stringContaining('RBC001') });
});

it('a number of another account fails, and the key is right', async () => {
  const findings = await examine(settingsFor(await kaleyra(), { number: '+911234567890' }));
  expect(findings['number.account']).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(/\+911234567890 \(WA401\): check/),
  });
  expect(findings.credentials?.state).toBe('ok');
});

it('without a number SID and key are asked all the same', async () => {
  const fake = await kaleyra();
  expect(await statesOf(settingsFor(fake, { number: undefined }))).toEqual({
    credentials: 'ok',
    'api.version': 'skipped',
    'number.account': 'skipped',
    'account.balance': 'skipped',
    'account.limit': 'skipped',
  });
  expect(fake.reads[0]?.businessNumber).toBe('0');
  const wrong = await examine(settingsFor(fake, { number: undefined, apiKey: 'A99999999999999999999999999999999' }));
  expect(wrong.credentials?.state).toBe('fail');
});

it('without a number a call that is taken over tells nothing of the number', async () => {
  const baseUrl = await serve((_request, response) => response.writeHead(202).end('{"code":"WA202"}'));
  expect(await statesOf(settingsFor(await kaleyra(), { region: { baseUrl }, number: undefined }))).toEqual({
    ...allOk,
    'api.version': 'unknown',
    'number.account': 'skipped',
  });
});

it.each([
  ['WA-401-version', 'the business number'],
  ['WA-401', 'the account'],
] as const)('%s tells that %s belongs to another version', async (failure, what) => {
  const fake = await kaleyra();
  fake.fail(failure);
  const findings = await examine(settingsFor(fake));
  expect(findings['api.version']).toMatchObject({
    state: 'fail',
    message: expect.stringContaining(`Kaleyra has ${what} not on`),
  });
  expect(findings.credentials?.state).toBe('ok');
  expect(findings['number.account']?.state).toBe('unknown');
});

it('WA-401 without a reason names both', async () => {
  const fake = await kaleyra();
  fake.fail({ status: 401, body: { code: 'WA-401' } });
  const findings = await examine(settingsFor(fake));
  expect(findings['api.version']?.message).toContain('the account or the business number');
});

it('a low balance fails, and the key is right', async () => {
  const fake = await kaleyra();
  fake.fail('E110');
  const findings = await examine(settingsFor(fake));
  expect(findings['account.balance']).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(/E110.*top it up/),
  });
  expect(findings.credentials?.state).toBe('ok');
});

it('the daily limit fails, and the key is right', async () => {
  const fake = await kaleyra();
  fake.fail('WAV2101');
  const findings = await examine(settingsFor(fake));
  expect(findings['account.limit']?.state).toBe('fail');
  expect(findings.credentials?.state).toBe('ok');
});

it('429 warns, and tells nothing of the rest', async () => {
  const fake = await kaleyra();
  fake.fail({ status: 429 });
  expect(await statesOf(settingsFor(fake))).toEqual({ ...allUnknown, 'account.limit': 'warn' });
});

it.each(['WA500', 'drop'] as const)('%s tells nothing', async (failure) => {
  const fake = await kaleyra();
  fake.fail(failure);
  expect(await statesOf(settingsFor(fake))).toEqual(allUnknown);
});

it.each([
  [401, /HTTP 401.*IP addresses/],
  [403, /HTTP 403.*IP addresses/],
  [404, /HTTP 404.*without \/v2/],
  [302, /HTTP 302.*without \/v2/],
])('%i without a code of Kaleyra fails', async (status, sentence) => {
  const fake = await kaleyra();
  fake.fail({ status, headers: { location: 'http://127.0.0.1:1/' } });
  const { credentials } = await examine(settingsFor(fake));
  expect(credentials).toMatchObject({ state: 'fail', message: expect.stringMatching(sentence) });
});

it('a 400 without a code of Kaleyra tells nothing, since it may be a proxy', async () => {
  const fake = await kaleyra();
  fake.fail({ status: 400, body: 'Bad Request' });
  expect(await statesOf(settingsFor(fake))).toEqual(allUnknown);
});

it('a page in the place of the API is told', async () => {
  const fake = await kaleyra();
  fake.fail({ status: 200, body: '<!doctype html><p>Log in to the hotel network</p>', contentType: 'text/html' });
  const { credentials } = await examine(settingsFor(fake));
  expect(credentials).toMatchObject({ state: 'unknown', message: expect.stringContaining('a page answered') });
});

it('what the server says is never repeated, not even the key', async () => {
  const fake = await kaleyra();
  fake.fail({
    status: 401,
    body: { code: `${secrets.apiKey}`, message: secrets.apiKey, error: { error: secrets.webhook } },
  });
  await examine(settingsFor(fake));
});

it('an API that hangs ends with the time given, and the others go on', async () => {
  const baseUrl = await serve((request, response) => {
    if (request.method === 'GET') response.end();
  });
  const fake = await kaleyra();
  const findings = await examine(settingsFor(fake, { region: { baseUrl }, timeoutMs: 300 }));
  expect(findings.credentials).toMatchObject({ state: 'unknown', message: expect.stringContaining('TIMEOUT') });
  expect(findings['region.http']?.state).toBe('ok');
});
