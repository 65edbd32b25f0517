import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Environment, failStart, readEnvironment } from '../../examples/support/environment.js';

// It ends the process for whatever nobody catches; the test's own is to go on.
const removeListener = (): void => void process.off('uncaughtException', failStart);
beforeEach(removeListener);
afterEach(removeListener);

const needed = { KALEYRA_REGION: 'in', KALEYRA_SID: 'sid', KALEYRA_API_KEY: 'key', WEBHOOK_AUTH: 'none' };
const read = (env: NodeJS.ProcessEnv = {}): Environment => readEnvironment({ ...needed, ...env });

test.each([
  ['absent', {}],
  ['empty', { HOST: '', PORT: '' }],
])('HOST and PORT that are %s mean 127.0.0.1 and 3978', (_, env) => {
  expect(read(env)).toMatchObject({ host: '127.0.0.1', port: 3978 });
});

test('HOST and PORT are taken as they are given', () => {
  expect(read({ HOST: '0.0.0.0', PORT: '0' })).toMatchObject({ host: '0.0.0.0', port: 0 });
});

test('KALEYRA_REGION says where Kaleyra is, unless KALEYRA_BASE_URL does', () => {
  expect(read().kaleyra).toEqual({ region: 'in', sid: 'sid', apiKey: 'key' });
  expect(read({ KALEYRA_BASE_URL: 'http://127.0.0.1:1' }).kaleyra.region).toEqual({ baseUrl: 'http://127.0.0.1:1' });
});

test('what is empty in the environment is left to the defaults', () => {
  expect(read({ RECEIPT_QUIET_MS: '', RECEIPT_MAX_WAIT_MS: '', RECEIPT_WHEN: '' }).receipts).toEqual({});
});
