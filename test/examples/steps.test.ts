import { afterAll, expect, test } from 'vitest';
import { killAll } from './example-process.js';
import { startStage, testMs } from './stage.js';

afterAll(killAll);

test('with NODE_DEBUG=tidemark a message is followed by its id from webhook to reply, and no text is told', {
  timeout: testMs,
}, async () => {
  const stage = await startStage('echo-custom', { NODE_DEBUG: 'tidemark', RECEIPT_QUIET_MS: '50' });
  const id = await stage.newCustomer().says('a secret');
  await stage.answered('send', 1);
  await stage.program.line('stderr', new RegExp(`${id} .* done: handled`));
  const lines = stage.program.stderr.filter((line) => line.startsWith('TIDEMARK'));
  const steps = lines.filter((line) => line.includes(id)).map((line) => line.replace(/^.*?\) /, ''));
  const known = [
    /^webhook: accepted$/,
    /^handed out$/,
    /^receipt: scheduled dueInMs 50$/,
    /^read call: done after \d+ ms$/,
    /^receipt: sent latencyMs \d+$/,
    /^let go to the handler$/,
    /^turn: begins$/,
    /^turn: the handler has ended$/,
    /^done: handled$/,
  ];
  expect(known.map((step) => steps.filter((line) => step.test(line)).length)).toEqual(known.map(() => 1));
  expect(steps).toHaveLength(known.length);
  expect(steps.slice(-3)).toEqual(['turn: begins', 'turn: the handler has ended', 'done: handled']);
  expect(steps.findIndex((step) => step.startsWith('receipt: sent'))).toBeLessThan(steps.indexOf('turn: begins'));
  expect(lines.some((line) => line.includes('send text: done after'))).toBe(true);
  expect(lines.join('\n')).not.toContain('secret');
  await stage.kaleyra.close();
});

test('without it nothing is told', { timeout: testMs }, async () => {
  const stage = await startStage('echo-custom', { RECEIPT_QUIET_MS: '50' });
  await stage.newCustomer().says('hello');
  await stage.answered('send', 1);
  expect(stage.program.stderr).toEqual([]);
  await stage.kaleyra.close();
});
