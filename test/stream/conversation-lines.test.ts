import { expect, test } from 'vitest';
import { type ConversationLines, createConversationLines } from '../../src/stream/conversation-lines.js';
import { type Deferred, deferred, stateOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const flush = (): Promise<number> => time.clock.tickAsync(0);

function isInside(lines: ConversationLines, conversation: string): boolean {
  return lines.runInside(conversation, () => Promise.resolve()) !== undefined;
}

/** Tasks that note their start and end when they are told to. */
function tasks(): { log: string[]; task: (name: string) => () => Promise<string>; end: (name: string) => void } {
  const log: string[] = [];
  const ends = new Map<string, Deferred<void>>();
  const endOf = (name: string): Deferred<void> => {
    const known = ends.get(name) ?? deferred();
    ends.set(name, known);
    return known;
  };
  return {
    log,
    task: (name) => async () => {
      log.push(`+${name}`);
      await endOf(name).promise;
      log.push(`-${name}`);
      return name;
    },
    end: (name) => endOf(name).resolve(),
  };
}

test('tasks of a conversation run one at a time, in order; a task gives its result', async () => {
  const lines = createConversationLines(10);
  const { log, task, end } = tasks();
  const results = Promise.all(['1', '2', '3'].map((name) => lines.run('a', task(name))));
  for (const name of ['3', '2', '1']) end(name);
  expect(await results).toEqual(['1', '2', '3']);
  expect(log).toEqual(['+1', '-1', '+2', '-2', '+3', '-3']);
});

test('conversations do not wait for each other', async () => {
  const lines = createConversationLines(10);
  const { log, task, end } = tasks();
  const all = [lines.run('a', task('a1')), lines.run('a', task('a2')), lines.run('b', task('b1'))];
  await flush();
  expect(log).toEqual(['+a1', '+b1']);
  for (const name of ['a1', 'a2', 'b1']) end(name);
  await Promise.all(all);
});

test('no more run at once than the cap; those who wait for a slot get it in order', async () => {
  const lines = createConversationLines(2);
  const { log, task, end } = tasks();
  const all = ['a', 'b', 'c', 'd'].map((name) => lines.run(name, task(name)));
  await flush();
  expect(log).toEqual(['+a', '+b']);
  end('b');
  await flush();
  expect(log).toEqual(['+a', '+b', '-b', '+c']);
  for (const name of ['a', 'c', 'd']) end(name);
  await Promise.all(all);
  expect(log.indexOf('+d')).toBeGreaterThan(log.indexOf('+c'));
});

test('a busy conversation does not keep a slot from the others', async () => {
  const lines = createConversationLines(1);
  const order: string[] = [];
  const note = (name: string) => async (): Promise<void> => void order.push(name);
  await Promise.all([
    lines.run('a', note('a1')),
    lines.run('a', note('a2')),
    lines.run('a', note('a3')),
    lines.run('b', note('b1')),
  ]);
  expect(order.indexOf('b1')).toBeLessThan(3);
});

test('a task that rejects or throws rejects its own promise only', async () => {
  const lines = createConversationLines(1);
  const bad = stateOf(lines.run('a', () => Promise.reject(new Error('rejected'))));
  const thrown = stateOf(
    lines.run('a', () => {
      throw new Error('thrown');
    }),
  );
  const good = stateOf(lines.run('a', async () => 'fine'));
  await flush();
  expect([bad.error, thrown.error, good.value]).toMatchObject([{ message: 'rejected' }, { message: 'thrown' }, 'fine']);
});

test('runInside finds the running task of that conversation, also after waiting, and nobody else', async () => {
  const lines = createConversationLines(2);
  const inside: boolean[] = [];
  await lines.run('a', async () => {
    inside.push(isInside(lines, 'a'), isInside(lines, 'b'));
    await Promise.resolve();
    inside.push(isInside(lines, 'a'));
  });
  expect([...inside, isInside(lines, 'a')]).toEqual([true, false, true, false]);
});

test('what a task left behind is no longer inside it', async () => {
  const lines = createConversationLines(2);
  const later = deferred<boolean>();
  await lines.run('a', async () => {
    setTimeout(() => later.resolve(isInside(lines, 'a')), 1000);
  });
  await time.clock.tickAsync(1000);
  expect(await later.promise).toBe(false);
});

test('a task ends no sooner than what runs within it, though it waited for none of it', async () => {
  const lines = createConversationLines(5);
  const { log, task, end } = tasks();
  const ended = stateOf(lines.run('a', async () => void lines.runInside('a', task('within'))));
  const next = stateOf(lines.run('a', task('next')));
  await flush();
  expect([log, ended.done, next.done]).toEqual([['+within'], true, false]);
  end('within');
  end('next');
  await flush();
  expect(log).toEqual(['+within', '-within', '+next', '-next']);
});

test('a task within one that has done its own part is still inside it, and waits for no line', async () => {
  const lines = createConversationLines(5);
  const later = deferred();
  const inner = deferred<boolean>();
  await lines.run('a', async () => {
    void lines.runInside('a', async () => {
      await later.promise;
      inner.resolve(isInside(lines, 'a'));
    });
  });
  later.resolve();
  expect(await inner.promise).toBe(true);
});

test('a nested task of another conversation needs no slot of its own, and is inside both', async () => {
  const lines = createConversationLines(1);
  const inside = await lines.run('a', () =>
    lines.run('b', async () => [isInside(lines, 'a'), isInside(lines, 'b')], { nested: true }),
  );
  expect(inside).toEqual([true, true]);
});

test('a nested task waits for the running one of its conversation', async () => {
  const lines = createConversationLines(5);
  const { log, task, end } = tasks();
  const all = [lines.run('b', task('b1')), lines.run('a', () => lines.run('b', task('b2'), { nested: true }))];
  await flush();
  expect(log).toEqual(['+b1']);
  end('b1');
  end('b2');
  await Promise.all(all);
  expect(log).toEqual(['+b1', '-b1', '+b2', '-b2']);
});

test('idle resolves when nothing runs or waits, at once when nothing does', async () => {
  const lines = createConversationLines(1);
  await lines.idle();
  const { task, end } = tasks();
  const all = [lines.run('a', task('1')), lines.run('b', task('2'))];
  const idle = stateOf(lines.idle());
  end('1');
  await flush();
  expect(idle.done).toBe(false);
  end('2');
  await flush();
  expect(idle.done).toBe(true);
  await Promise.all(all);
});

test('an excused caller is not waited for by idle, the others are', async () => {
  const lines = createConversationLines(3);
  const { task, end } = tasks();
  const other = lines.run('b', task('b'));
  const idle: { done: boolean }[] = [];
  const inside = lines.run('a', async () => {
    lines.excuseCaller();
    const state = stateOf(lines.idle());
    idle.push(state);
    while (!state.done) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await time.clock.tickAsync(1000);
  expect(idle).toMatchObject([{ done: false }]);
  end('b');
  await time.clock.tickAsync(1000);
  await Promise.all([inside, other]);
});

test('stop rejects what waits and what comes later; what runs ends', async () => {
  const lines = createConversationLines(1);
  const { task, end } = tasks();
  const running = lines.run('a', task('1'));
  const states = [stateOf(lines.run('a', task('2'))), stateOf(lines.run('b', task('3')))];
  const reason = new Error('stopped');
  lines.stop(reason);
  states.push(stateOf(lines.run('c', task('4'))));
  await flush();
  expect(states.map(({ error }) => error)).toEqual([reason, reason, reason]);
  end('1');
  expect(await running).toBe('1');
});
