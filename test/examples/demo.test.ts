import { afterEach, expect, test } from 'vitest';
import { killAll, startExample } from './example-process.js';
import { testMs } from './stage.js';

afterEach(killAll);

test('R3: the demo makes one call a burst, tells calls made and saved, and exits 0', { timeout: testMs }, async () => {
  const demo = startExample('demo');
  expect(await demo.exited).toEqual({ code: 0, signal: null });
  expect(demo.stderr).toEqual([]);
  const summary = demo.stdout
    .map((line) => /^(\d+) messages in (\d+) bursts: (\d+) read calls made, (\d+) saved\.$/.exec(line))
    .find((match) => match !== null);
  const [messages = 0, bursts = 0, made = 0, saved = 0] = (summary ?? []).slice(1).map(Number);
  expect(made).toBe(bursts);
  expect(made).toBeGreaterThan(1);
  expect(saved).toBe(messages - made);
  expect(saved).toBeGreaterThan(0);
  const marked = (mark: string): number => demo.stdout.filter((line) => line.split(/\s+/).includes(mark)).length;
  expect([marked('✓'), marked('✓✓'), marked('«')], 'messages, ticks and replies of the timeline').toEqual([
    messages,
    bursts,
    messages,
  ]);
});

test('a refused call breaks the promise of the demo: it says what is broken and exits 1', {
  timeout: testMs,
}, async () => {
  // RBC001 stops the calls, WA500 costs one more.
  const [halted, repeated] = [startExample('demo', {}, ['RBC001']), startExample('demo', {}, ['WA500'])];
  expect(await Promise.all([halted.exited, repeated.exited])).toEqual([
    { code: 1, signal: null },
    { code: 1, signal: null },
  ]);
  expect(halted.stdout).toContainEqual(expect.stringMatching(/^Not read: wamid\..+/));
  expect(repeated.stdout).toContainEqual(expect.stringMatching(/^A burst cost 2 calls: wamid\..+/));
  for (const { stdout } of [halted, repeated]) expect(stdout.join('\n')).not.toContain('every burst cost one call');
});
