import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { oldestNode } from '../../src/doctor/checks/node-version.js';
import { findingIds } from '../../src/doctor/finding.js';
import type { DoctorSettings } from '../../src/doctor/settings.js';
import { examine, kaleyra, secrets, settingsFor } from './patients.js';

it('every finding is told once, in the order of the ids', async () => {
  const findings = await examine(settingsFor(await kaleyra()));
  expect(Object.keys(findings)).toEqual([...findingIds]);
});

it('without a configuration the checks of the API are skipped, and the others made', async () => {
  const nothing = { region: undefined, sid: undefined, apiKey: undefined, number: undefined };
  const findings = await examine(settingsFor(await kaleyra(), nothing));
  expect(findings.config).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(
      /^Missing: KALEYRA_REGION \(in, sg, eu, na\) or KALEYRA_BASE_URL, KALEYRA_SID, KALEYRA_API_KEY: set/,
    ),
  });
  expect(findings['node.version']?.state).toBe('ok');
  const rest = Object.values(findings).filter(({ id }) => id !== 'config' && id !== 'node.version');
  expect(rest.filter(({ state }) => state !== 'skipped')).toEqual([]);
});

it('the region is examined also where the key is missing', async () => {
  const findings = await examine(settingsFor(await kaleyra(), { apiKey: undefined }));
  expect(findings.config).toMatchObject({
    state: 'fail',
    message: expect.stringContaining('Missing: KALEYRA_API_KEY:'),
  });
  expect(findings['region.http']?.state).toBe('ok');
  expect(findings.credentials?.state).toBe('skipped');
});

it.each<[string, Partial<DoctorSettings>, RegExp]>([
  ['an unknown region', { region: 'us' }, /region: expected one of in, sg, eu, na.*got "us"/],
  [
    'http that leaves the machine',
    { region: { baseUrl: 'http://api.in.kaleyra.io' } },
    /https URL \(http only on loopback/,
  ],
  ['a base URL with credentials', { region: { baseUrl: 'https://me:a-webhook-secret@x.io' } }, /without credentials/],
  ['a key with a line break', { apiKey: `${secrets.apiKey}\n` }, /apiKey: expected/],
  ['a SID with a slash', { sid: 'HX/1' }, /sid: expected/],
])('%s fails, and no call is made with it', async (_what, change, sentence) => {
  const fake = await kaleyra();
  const findings = await examine(settingsFor(fake, change));
  expect(findings.config).toMatchObject({ state: 'fail', message: expect.stringMatching(sentence) });
  expect(findings.credentials?.state).toBe('skipped');
  expect(fake.reads).toEqual([]);
});

it('SID and key that are swapped are told so', async () => {
  const { config } = await examine(settingsFor(await kaleyra(), { sid: secrets.apiKey, apiKey: 'HXAP1600000097IN' }));
  expect(config).toMatchObject({ state: 'warn', message: expect.stringContaining('swapped') });
});

it.each([
  ['+910000000001', 'ok', /is \+910000000001\.$/],
  ['910000000001', 'ok', /is \+910000000001\.$/],
  ['+91 00000 00001', 'warn', /read as \+910000000001: write it so/],
  ['0910000000001', 'fail', /leading zeros/],
  ['12345', 'fail', /country code/],
  ['my number', 'fail', /no phone number/],
] as const)('the number %s is %s', async (number, state, sentence) => {
  const findings = await examine(settingsFor(await kaleyra(), { number }));
  expect(findings['number.form']).toMatchObject({ state, message: expect.stringMatching(sentence) });
});

it('a number that is none is not asked about', async () => {
  const findings = await examine(settingsFor(await kaleyra(), { number: 'my number' }));
  expect(findings['number.account']?.state).toBe('skipped');
});

it.each([
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
  ['100.0.0', 'ok'],
  ['20.9.0', 'fail'],
  ['18.20.8', 'fail'],
] as const)('Node %s is %s', async (nodeVersion, state) => {
  const findings = await examine(settingsFor(await kaleyra(), { nodeVersion }));
  expect(findings['node.version']).toMatchObject({ state, message: expect.stringContaining(nodeVersion) });
});

it('the oldest Node is the one package.json names', () => {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  const { engines } = JSON.parse(readFileSync(file, 'utf8')) as { engines: { node: string } };
  expect(`${engines.node}.0`).toBe(`>=${oldestNode}`);
});
