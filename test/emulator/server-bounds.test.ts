import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { noFaults, settingsOf } from '../../src/emulator/emulator-options.js';
import { createEventStream } from '../../src/emulator/event-stream.js';
import { createLiveState } from '../../src/emulator/live-state.js';
import { createTally } from '../../src/emulator/tally.js';
import { createTimeline } from '../../src/emulator/timeline.js';
import { asha, ben, startRig } from './server-rig.js';

const counters = createTally(() => undefined).counters();
const newState = () => createLiveState({ business: '1', webhook: 'http://x', faults: noFaults, counters });

it('500 bubbles of each customer are kept, the newest', () => {
  const live = newState();
  const dropped: string[] = [];
  live.onDropped((id) => dropped.push(id));
  const content = { kind: 'text', text: '' } as const;
  const put = (customer: string, id: string) =>
    live.putBubble({ id, customer, from: 'customer', content, at: 0, reactions: {} });
  put(ben, 'b');
  for (let index = 0; index < 503; index += 1) put(asha, `a${index}`);
  expect(live.bubblesOf(asha)).toHaveLength(500);
  expect(dropped).toEqual(['a0', 'a1', 'a2']);
  expect([live.bubble('a2'), live.bubble('a3')?.id, live.bubble('b')?.id]).toEqual([undefined, 'a3', 'b']);
  expect(['a2', 'a3', 'unknown'].map(live.customerOf)).toEqual([asha, asha, undefined]);
});

it('whose the newest 50,000 messages were is known when they are gone', () => {
  const live = newState();
  const content = { kind: 'text', text: '' } as const;
  for (let index = 0; index < 50_502; index += 1) {
    live.putBubble({ id: `a${index}`, customer: asha, from: 'customer', content, at: 0, reactions: {} });
  }
  expect(['a1', 'a2'].map(live.customerOf)).toEqual([undefined, asha]);
  live.clear({ messages: 0, bursts: 0, calls: 0, saved: 0, latenciesMs: [] });
  expect(['a501', 'a502', 'a50501'].map(live.customerOf)).toEqual([undefined, asha, asha]);
});

it('1,000 entries are kept with their details, the newest', () => {
  const live = newState();
  const timeline = createTimeline({ put: live.putEntry, hide: () => ({}) });
  const request = { method: 'POST', url: 'http://x', headers: {}, body: '' };
  for (let index = 0; index < 1002; index += 1) {
    timeline.add({ at: 0, kind: 'other', title: '', violations: [] }, request);
  }
  timeline.end(1, { status: 200, at: 1 });
  expect(live.state().entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 3));
  expect([timeline.detail(2), timeline.detail(3)?.seq]).toEqual([undefined, 3]);
});

it('of a body 100,000 characters are kept; what is missing is told, and half a request has no command', () => {
  const live = newState();
  const timeline = createTimeline({ put: live.putEntry, hide: () => ({}) });
  const fields = { at: 0, kind: 'other', title: '', violations: [] } as const;
  const add = (length: number): number =>
    timeline.add(fields, { method: 'POST', url: 'http://x', headers: {}, body: 'x'.repeat(length) });
  const [whole, long] = [add(100_000), add(100_001)];
  expect(timeline.detail(whole)?.request).not.toHaveProperty('cut');
  expect(timeline.detail(whole)?.curl).toContain('x'.repeat(100_000));
  expect(timeline.detail(long)?.request).toMatchObject({ body: 'x'.repeat(100_000), cut: 1 });
  expect(timeline.detail(long)).not.toHaveProperty('curl');
  timeline.end(whole, { status: 200, at: 1, body: 'y'.repeat(100_007) });
  expect(timeline.detail(whole)).toMatchObject({ answer: { cut: 7 }, curl: expect.stringContaining('curl') });
  timeline.end(add(1), { status: 200, at: 1, body: 'y' });
  expect(live.state().entries.map(({ cut }) => cut)).toEqual([true, true, undefined]);
});

it('a page that takes nothing any more is cut off beyond 8 MiB, and hears of nothing', () => {
  const live = newState();
  const done: string[] = [];
  const response = Object.assign(new EventEmitter(), {
    writableLength: 0,
    writeHead: () => undefined,
    write: () => void done.push('write'),
    end: () => void done.push('end'),
    destroy() {
      done.push('destroy');
      response.emit('close');
    },
  });
  createEventStream(live).open(response as unknown as ServerResponse);
  response.writableLength = 8 * 1024 * 1024;
  live.setTyping(asha, 1);
  expect(done.splice(0)).toEqual(['write', 'write', 'write']);
  response.writableLength += 1;
  live.setTyping(asha, 2);
  live.setTyping(asha, 3);
  expect(done).toEqual(['destroy', 'end']);
});

it('500 latencies are kept, the newest', () => {
  const tally = createTally(() => undefined);
  tally.read(
    Array.from({ length: 502 }, (_, index) => index),
    1,
  );
  const { latenciesMs, saved } = tally.counters();
  expect([latenciesMs.length, latenciesMs[0], saved]).toEqual([500, 2, 501]);
});

it('a burst ends with the answer of the bot to that customer', () => {
  const tally = createTally(() => undefined);
  for (const customer of ['a', 'a', 'b']) tally.written(customer);
  tally.answered('a');
  for (const customer of ['b', 'a', 'a']) tally.written(customer);
  expect(tally.counters()).toMatchObject({ messages: 6, bursts: 3 });
});

it('there are at most 100 customers', async () => {
  const { act, says, emulator } = await startRig();
  for (let index = 3; index < 100; index += 1) emulator.act({ do: 'customer', name: `C${index}` });
  await expect(act({ do: 'customer', name: 'one more' })).rejects.toThrow('rename one instead');
  await act({ do: 'customer', number: asha, name: 'renamed' });
  expect((await says('Hello', '4915112345678')).status).toBe(202);
  expect(emulator.state().customers).toHaveLength(100);
});

it('receipts are expected after 1 s, at the latest after 5 s, or as late as the quiet time if that is more', () => {
  const windowOf = (options: object) => {
    const { quietMs, maxWaitMs } = settingsOf({ webhook: 'http://x', assets: '.', ...options });
    return [quietMs, maxWaitMs];
  };
  expect(windowOf({})).toEqual([1000, 5000]);
  expect(windowOf({ quietMs: 7000 })).toEqual([7000, 7000]);
  expect(windowOf({ quietMs: 0, maxWaitMs: 0 })).toEqual([0, 0]);
});

it.each([
  [{ webhook: 'nonsense' }, 'emulator.webhook: expected an address'],
  [{ port: 70_000 }, 'emulator.port'],
  [{ secret: '' }, 'emulator.secret'],
  [{ secretHeader: 'a b' }, 'emulator.secretHeader: expected the name of a header'],
  [{ business: '+91' }, 'emulator.business'],
  [{ latencyMs: -1 }, 'emulator.latencyMs'],
  [{ faults: { failure: { kind: '500', share: 2 } } }, 'emulator.faults.failure.share'],
  [{ seed: 1.5 }, 'emulator.seed'],
  [{ assets: '' }, 'emulator.assets'],
  [{ host: '' }, 'emulator.host'],
  [{ quietMs: -1 }, 'emulator.quietMs'],
  [{ quietMs: 2000, maxWaitMs: 1999 }, 'emulator.maxWaitMs: expected at least quietMs'],
  [{ onReachable: true }, 'emulator.onReachable: expected a function'],
])('does not take %o', async (options, sentence) => {
  await expect(startRig(options as object)).rejects.toThrow(sentence);
});
