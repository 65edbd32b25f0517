import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { OptionsError } from '../../../src/errors.js';
import { KaleyraClient } from '../../../src/kaleyra/client/kaleyra-client.js';
import { credentials } from './local-server.js';

const valid = { region: 'in', ...credentials } as const;

function construct(options: unknown): KaleyraClient {
  return new KaleyraClient(options as ConstructorParameters<typeof KaleyraClient>[0]);
}

function problemOf(options: unknown): string {
  try {
    construct(options);
  } catch (error) {
    expect(error).toBeInstanceOf(OptionsError);
    return (error as OptionsError).message;
  }
  return 'none';
}

describe('options of KaleyraClient', () => {
  it.each([
    ['in', 'https://api.in.kaleyra.io'],
    ['sg', 'https://api.ap.kaleyra.io'],
    ['eu', 'https://api.eu.kaleyra.io'],
    ['na', 'https://api.na.kaleyra.ai'],
  ])('region %s is %s', (region, serviceUrl) => {
    expect(construct({ ...valid, region }).serviceUrl).toBe(serviceUrl);
  });

  it.each([
    ['https://proxy.example', 'https://proxy.example'],
    ['https://proxy.example:8443/kaleyra/', 'https://proxy.example:8443/kaleyra'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://127.255.0.9', 'http://127.255.0.9'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('takes the base URL %s', (baseUrl, serviceUrl) => {
    expect(construct({ ...valid, region: { baseUrl } }).serviceUrl).toBe(serviceUrl);
  });

  it.each([
    ['http://api.in.kaleyra.io', /region\.baseUrl: expected an https URL.*got http:/],
    ['http://localhost.evil.example', /got http:/],
    ['http://127.0.0.1.evil.example', /got http:/],
    ['http://[::2]', /got http:/],
    ['http://192.168.0.1', /got http:/],
    ['ftp://localhost', /got ftp:/],
    ['file:///etc/passwd', /got file:/],
    ['https://user:hunter2@proxy.example', /without credentials, got one with credentials/],
    ['https://user@proxy.example', /without credentials/],
    ['https://proxy.example/?a=1', /without a query/],
    ['https://proxy.example/?', /without a query/],
    ['https://proxy.example/#a', /without a hash/],
    ['proxy.example', /expected an https URL, got a string that is no URL/],
    ['', /got an empty string/],
    [undefined, /got undefined/],
    [7, /got 7/],
  ])('refuses the base URL %s', (baseUrl, problem) => {
    const message = problemOf({ ...valid, region: { baseUrl } });
    expect(message).toMatch(problem);
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['us', /region: expected one of in, sg, eu, na, or \{ baseUrl \}, got "us"/],
    ['toString', /got "toString"/],
    ['IN', /got "IN"/],
    [undefined, /got undefined/],
    [null, /got null/],
    [[], /got an array/],
    [{ baseURL: 'https://proxy.example' }, /got the unknown key baseURL/],
  ])('refuses the region %j', (region, problem) => {
    expect(problemOf({ ...valid, region })).toMatch(problem);
  });

  it.each(['sid', 'apiKey'])('refuses a missing, empty or malformed %s without showing it', (option) => {
    expect(problemOf({ ...valid, [option]: undefined })).toMatch(new RegExp(`${option}: expected .*, got undefined`));
    expect(problemOf({ ...valid, [option]: '' })).toMatch(new RegExp(`${option}: expected .*, got an empty string`));
    expect(problemOf({ ...valid, [option]: 42 })).toMatch(new RegExp(`${option}: expected .*, got 42`));
    for (const tail of ['\n', ' ', 'é']) {
      const message = problemOf({ ...valid, [option]: `${credentials.apiKey}${tail}` });
      expect(message).toMatch(new RegExp(`${option}: expected .*, got a string with another character`));
      expect(message).not.toContain(credentials.apiKey);
    }
  });

  it.each(['..', 'a/b', 'a?b', 'a#b', '%2e'])('refuses the sid %s, which would change the path', (sid) => {
    expect(problemOf({ ...valid, sid })).toMatch(/sid: expected/);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '10', null])(
    'refuses timeoutMs %s',
    (timeoutMs) => {
      expect(problemOf({ ...valid, timeoutMs })).toMatch(
        /timeoutMs: expected a whole number from 1 to 2147483647, got /,
      );
    },
  );

  it.each([null, 7, {}, 'http://proxy'])('refuses the dispatcher %j', (dispatcher) => {
    expect(problemOf({ ...valid, dispatcher })).toMatch(/dispatcher: expected an undici Dispatcher, got /);
  });

  it('names an unknown option', () => {
    expect(problemOf({ ...valid, apikey: 'x' })).toMatch(/got the unknown option apikey/);
  });

  it.each([undefined, null, 'in'])('refuses %j instead of options', (options) => {
    expect(problemOf(options)).toMatch(/options: expected an object, got /);
  });

  it('takes undefined for every option that has a default', () => {
    expect(problemOf({ ...valid, timeoutMs: undefined, extraInfo: undefined, dispatcher: undefined })).toBe('none');
  });

  it('takes a dispatcher of the caller', () => {
    expect(problemOf({ ...valid, dispatcher: new Agent() })).toBe('none');
  });

  it('does not change the options it is given', () => {
    const options = Object.freeze({ ...valid, extraInfo: Object.freeze({ ref: 'a', ref1: '' }) });
    expect(problemOf(options)).toBe('none');
  });
});
