import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type ConversationLines, createConversationLines } from '../../src/stream/conversation-lines.js';
import { deferred, never, stateOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const { setImmediate: startMacrotask } = globalThis;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const time = useClock();
const flush = (): Promise<number> => time.clock.tickAsync(0);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lines with a log of what happened. */
function open(concurrency = 10) {
  const lines = createConversationLines(concurrency);
  const log: string[] = [];
  const note = (name: string) => async (): Promise<void> => void log.push(name);
  return {
    lines,
    log,
    note,
    nested: <T>(conversation: string, task: () => Promise<T>) => lines.run(conversation, task, { nested: true }),
    /** A nested task after a while. */
    later: async <T>(ms: number, conversation: string, task: () => Promise<T>) => {
      await sleep(ms);
      return lines.run(conversation, task, { nested: true });
    },
    /** A task that takes a while, noted at both ends. */
    slow: (name: string, ms = 100) =>
      async function slow(): Promise<void> {
        log.push(`+${name}`);
        await sleep(ms);
        log.push(`-${name}`);
      },
  };
}

function isInside(lines: ConversationLines, conversation: string): boolean {
  return lines.runInside(conversation, () => Promise.resolve()) !== undefined;
}

/** Each of these waits, one after the other, for a nested task of the next; gives what happened. */
async function inCircle(...names: string[]): Promise<string[]> {
  const { lines, log, note, nested } = open();
  const all = names.map((name, index) =>
    lines.run(name, async () => {
      const other = names[(index + 1) % names.length] as string;
      await sleep(index + 1);
      await nested(other, note(`${name} in ${other}`));
      log.push(`-${name}`);
    }),
  );
  await time.clock.runAllAsync();
  await Promise.all(all);
  return log;
}

test('of two that wait for each other, the one who would close the circle runs within the other at once', async () => {
  expect(await inCircle('a', 'b')).toEqual(['b in a', '-b', 'a in b', '-a']);
});

test('of three that wait for each other in a circle, too', async () => {
  expect(await inCircle('a', 'b', 'c')).toEqual(['c in a', '-c', 'b in c', '-b', 'a in b', '-a']);
});

test('many in a circle end', async () => {
  const log = await inCircle(...Array.from({ length: 400 }, (_, index) => `${index}`));
  expect(log.slice(0, 2)).toEqual(['399 in 0', '-399']);
  expect(log).toHaveLength(800);
});

test('a circle that leads through nested tasks is one', async () => {
  const { lines, log, note, nested, later } = open();
  const all = [
    lines.run('a', () => nested('b', () => later(10, 'c', note('a in b in c')))),
    lines.run('c', () => later(20, 'a', note('c in a'))),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['c in a', 'a in b in c']);
});

test('a circle that leads through what closed another is one', async () => {
  const { lines, log, note, nested, later } = open();
  const all = [
    lines.run('a', () => later(1, 'b', note('a in b'))),
    lines.run('b', () => later(10, 'a', () => nested('c', note('b in a in c')))),
    lines.run('c', () => later(20, 'a', note('c in a'))),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['c in a', 'b in a in c', 'a in b']);
});

test('what closes a circle is inside both, and overtakes those in the line, who keep their order', async () => {
  const { lines, log, note, later } = open();
  const all = [
    lines.run('a', () => later(1, 'b', note('a in b'))),
    lines.run('a', note('a2')),
    lines.run('b', () => later(2, 'a', async () => void log.push(`${isInside(lines, 'a')} ${isInside(lines, 'b')}`))),
    lines.run('a', note('a3')),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['true true', 'a in b', 'a2', 'a3']);
});

test('the one it runs within ends no sooner than what closed the circle', async () => {
  const { lines, log, note, slow, later } = open();
  const gaveUp = lines.run('a', () => Promise.race([later(1, 'b', note('a in b')), sleep(50)]));
  const all = [gaveUp, lines.run('a', note('a2')), lines.run('b', () => later(10, 'a', slow('b in a')))];
  const state = stateOf(gaveUp);
  await time.clock.tickAsync(60);
  expect([state.done, log]).toEqual([true, ['+b in a']]);
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log.slice(0, 2)).toEqual(['+b in a', '-b in a']);
  expect(log.slice(2).toSorted()).toEqual(['a in b', 'a2']);
});

test('what closes a circle fails for its caller only', async () => {
  const { lines, note, later } = open();
  const a = stateOf(lines.run('a', () => later(1, 'b', note('a in b'))));
  const b = stateOf(
    lines.run('b', () =>
      later(2, 'a', () => {
        throw new Error('no news');
      }),
    ),
  );
  await time.clock.runAllAsync();
  expect([a.done, a.error, b.error]).toMatchObject([true, undefined, { message: 'no news' }]);
});

test('a task that would wait for its own one runs within it', async () => {
  const { lines, log, note, nested } = open();
  await lines.run('a', () => nested('a', note('within')));
  expect(log).toEqual(['within']);
});

test('a chain is no circle: each waits its turn', async () => {
  const { lines, log, slow, later } = open();
  const all = [
    lines.run('a', () => later(1, 'b', slow('a in b'))),
    lines.run('b', () => later(2, 'c', slow('b in c'))),
    lines.run('c', slow('c')),
    lines.run('d', () => later(3, 'a', slow('d in a'))),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['+c', '-c', '+b in c', '-b in c', '+a in b', '-a in b', '+d in a', '-d in a']);
});

test('a caller that is not nested closes no circle', async () => {
  const { lines, log, note, later } = open();
  const all = [
    lines.run('a', () => later(1, 'b', note('a in b'))),
    lines.run('b', async () => {
      await sleep(2);
      void lines.run('a', note('afterwards'));
    }),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['a in b', 'afterwards']);
});

test('who has got what it waited for waits no longer', async () => {
  const { lines, log, later, slow } = open();
  const all = [
    lines.run('a', async () => {
      await later(1, 'b', slow('a in b'));
      await slow('a')();
    }),
    lines.run('b', () => later(150, 'a', slow('b in a'))),
  ];
  const again = open();
  const more = [
    again.lines.run('a', async () => {
      await again.nested('b', again.note('a in b'));
      await again.slow('a')();
    }),
    again.lines.run('b', () => again.later(1, 'a', again.slow('b in a'))),
  ];
  await time.clock.runAllAsync();
  await Promise.all([...all, ...more]);
  expect(log).toEqual(['+b in a', '-b in a', '+a in b', '-a in b', '+a', '-a']);
  expect(again.log).toEqual(['a in b', '+a', '-a', '+b in a', '-b in a']);
});

test('who was stopped waits no longer, though something still runs within it', async () => {
  const { lines, log, note, later } = open();
  const within = deferred();
  const all = [
    lines.run('b', () => later(100, 'a', note('b in a'))),
    lines.run('a', async () => {
      void lines.runInside('a', () => within.promise);
      // As a turn that runs out of time.
      await Promise.race([later(1, 'b', note('a in b')), sleep(50)]);
    }),
  ];
  await time.clock.tickAsync(500);
  expect(log).toEqual([]);
  within.resolve();
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['b in a', 'a in b']);
});

test('who was stopped waits no longer, when its line has moved on', async () => {
  const { lines, log, note, slow, later } = open();
  const all = [
    lines.run('b', () => later(100, 'a', note('b in a'))),
    lines.run('a', () => Promise.race([later(1, 'b', note('a in b')), sleep(50)])),
    lines.run('a', slow('a2')),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['+a2', '-a2', 'b in a', 'a in b']);
});

test('what a task left behind waits for nobody, though something still runs within the task', async () => {
  const { lines, log, note, later } = open();
  const within = deferred();
  const all = [
    lines.run('a', async () => {
      void lines.runInside('a', () => within.promise);
      void later(100, 'b', note('left behind in b'));
    }),
    lines.run('b', () => later(10, 'a', note('b in a'))),
  ];
  await time.clock.tickAsync(500);
  expect(log).toEqual([]);
  within.resolve();
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['b in a', 'left behind in b']);
});

test('a nested task leaves a free slot to others', async () => {
  const { lines, log, nested, slow } = open(2);
  const all = [lines.run('a', () => nested('b', slow('a in b'))), lines.run('c', slow('c'))];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['+a in b', '+c', '-a in b', '-c']);
});

test('who has the only slot lends it to those before it in the line, in order; others go on waiting', async () => {
  const { lines, log, nested, note, slow } = open(1);
  const all = [
    lines.run('a', async () => {
      await sleep(10);
      await nested('b', slow('a in b'));
      log.push('-a');
    }),
    lines.run('c', note('c')),
    lines.run('b', slow('b1')),
    lines.run('b', () => nested('d', slow('b2 in d'))),
    lines.run('d', slow('d')),
  ];
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['+b1', '-b1', '+d', '-d', '+b2 in d', '-b2 in d', '+a in b', '-a in b', '-a', 'c']);
});

test('a nested task whose caller was stopped takes a slot like any other', async () => {
  const { lines, log, nested, slow } = open(1);
  const all = [
    lines.run('a', () => Promise.race([nested('b', () => nested('x', slow('x'))), sleep(10)])),
    lines.run('c', slow('c')),
  ];
  const inB = open(1);
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['+x', '+c', '-x', '-c']);
  // Queued behind another while its caller is stopped.
  const more = [
    inB.lines.run('a', () =>
      Promise.race([Promise.all([inB.nested('b', inB.slow('b1', 20)), inB.nested('b', inB.slow('b2'))]), sleep(10)]),
    ),
    inB.lines.run('c', inB.slow('c')),
  ];
  await time.clock.runAllAsync();
  await Promise.all(more);
  expect(inB.log).toEqual(['+b1', '+c', '-b1', '-c', '+b2', '-b2']);
});

test('a task queued by who is told that the line is free keeps the line', async () => {
  const { lines, log, slow } = open();
  const all = [lines.run('a', slow('1'))];
  lines.whenFree('a', () => void all.push(lines.run('a', slow('2'))));
  await time.clock.tickAsync(150);
  all.push(lines.run('a', slow('3')));
  await time.clock.runAllAsync();
  await Promise.all(all);
  expect(log).toEqual(['+1', '-1', '+2', '-2', '+3', '-3']);
});

test('stop drops who waits for a line or a slot, and leaves no line behind', async () => {
  const { lines, nested, note } = open(1);
  const reason = new Error('stopped');
  const end = deferred();
  const states = [
    lines.run('a', () => Promise.race([nested('b', note('a in b')), end.promise])),
    lines.run('b', note('b')),
  ].map(stateOf);
  states.push(stateOf(lines.run('a', note('a2'))), stateOf(lines.run('c', note('c'))));
  lines.stop(reason);
  await flush();
  expect(lines.whenFree('c', () => undefined)).toBe(false);
  expect(states.slice(2).map(({ error }) => error)).toEqual([reason, reason]);
  end.resolve();
  await lines.idle();
});

test('nothing is left in memory, neither of those that closed circles nor of those that were stopped', async () => {
  const { lines, later } = open();
  const refs: WeakRef<object>[] = [];
  const holding = (ms: number): (() => Promise<void>) => {
    const held = { ms };
    refs.push(new WeakRef(held));
    return () => sleep(held.ms);
  };
  const lasting = stateOf(
    lines.run('lasting', async () => {
      await Promise.all([
        lines.run('a', () => later(1, 'b', holding(10))),
        lines.run('b', () => later(10, 'a', holding(10))),
        lines.run('c', () => Promise.race([later(1, 'a', holding(10)), sleep(2)])),
        later(1, 'c', holding(10)),
        lines.runInside('lasting', holding(10)),
      ]);
      await never();
    }),
  );
  await time.clock.runAllAsync();
  for (let run = 0; run < 10 && refs.some((ref) => ref.deref() !== undefined); run += 1) {
    await new Promise<void>((resolve) => startMacrotask(resolve));
    gc();
  }
  expect(refs.map((ref) => ref.deref())).toEqual(Array.from({ length: 5 }, () => undefined));
  const isBusy = (name: string): boolean => lines.whenFree(name, () => undefined);
  expect(['a', 'b', 'c', 'lasting'].filter(isBusy)).toEqual(['lasting']);
  expect(lasting.done).toBe(false);
});
