import { expect, it } from 'vitest';
import { curlOf } from '../../src/emulator/curl.js';
import { shellArguments } from './shell-arguments.js';

const nasty = `it's "x" $(touch /tmp/no) \`id\` \\ ! $HOME\nline; rm -rf & | > * ?`;

it('a shell takes every part as it is, and secrets from its variables', () => {
  const command = curlOf(
    {
      method: 'POST',
      url: `http://x/${nasty}`,
      headers: { host: 'x', 'content-length': '1', 'content-type': 'application/json', 'api-key': 'A1', other: nasty },
      body: nasty,
    },
    { 'api-key': 'KEY' },
  );
  expect(command).not.toContain('A1');
  expect(shellArguments(command, { KEY: 'from the shell' })).toEqual([
    ...['-X', 'POST', `http://x/${nasty}`],
    ...['-H', 'content-type: application/json', '-H', 'api-key: from the shell', '-H', `other: ${nasty}`],
    ...['--data-raw', nasty],
  ]);
});

it('an upload is repeated with its parts', () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const form = { file: `@a'b.png;type=image/png`, type: 'image/png' };
  expect(shellArguments(curlOf({ method: 'POST', url: 'http://x', headers, body: '', form }, {}), {})).toEqual([
    ...['-X', 'POST', 'http://x', '-F', `file=@a'b.png;type=image/png`, '-F', 'type=image/png'],
  ]);
});
