import { describe, expect, it } from 'vitest';
import { causeOf } from '../../../src/kaleyra/client/cause-of.js';

describe('causeOf', () => {
  it('keeps name and code and nothing else of an error of the HTTP client', () => {
    const error = Object.assign(new TypeError('what a dispatcher says, the body included'), {
      code: 'UND_ERR_SOCKET',
      socket: {},
      data: 'raw',
    });
    const cause = causeOf(error, 'secret');
    expect(cause).toMatchObject({ name: 'TypeError', message: 'UND_ERR_SOCKET', code: 'UND_ERR_SOCKET' });
    expect(cause).not.toHaveProperty('socket');
    expect(cause).not.toHaveProperty('data');
  });

  it('speaks for the first address when all of a host failed', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:1'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    expect(causeOf(new AggregateError([refused]), 'secret')).toMatchObject({
      name: 'AggregateError',
      message: 'connect ECONNREFUSED ::1:1',
      code: 'ECONNREFUSED',
    });
  });

  it('strikes every occurrence of the secret out', () => {
    const error = Object.assign(new Error('a $& b $& c'), { syscall: 'connect' });
    expect(causeOf(error, '$&').message).toBe('a [api key] b [api key] c');
  });

  it.each([undefined, null, 'text', new AggregateError([])])('makes an error of %s', (value) => {
    expect(causeOf(value, 'secret')).toBeInstanceOf(Error);
    expect(causeOf(value, 'secret').message).toBe('unknown network error');
  });
});
