import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createAsk } from '../../src/cli/doctor-command-ask.js';

it('a question is answered by the next line', async () => {
  const input = new PassThrough();
  const asked: string[] = [];
  const ask = createAsk(input, (question) => asked.push(question));
  const first = ask('one? ');
  input.write('y\nn\n');
  expect(await first).toBe('y');
  expect(await ask('two? ')).toBe('n');
  expect(asked).toEqual(['one? ', 'two? ']);
});

it('the end of the input answers what is asked and all that follows', async () => {
  const input = new PassThrough();
  const ask = createAsk(input, () => undefined);
  const first = ask('one? ');
  input.end();
  expect(await first).toBeUndefined();
  expect(await ask('two? ')).toBeUndefined();
});

it('the input is left alone until there is a question', () => {
  const input = new PassThrough();
  createAsk(input, () => undefined);
  expect(input.listenerCount('data') + input.listenerCount('readable') + input.listenerCount('end')).toBe(0);
});
