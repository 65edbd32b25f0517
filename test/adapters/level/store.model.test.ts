import fc from 'fast-check';
import type { Activity } from 'tidemark';
import { type LevelStore, openLevelStore } from 'tidemark/adapters/level';
import { expect, test, vi } from 'vitest';
import { message } from '../../helpers/activities.js';
import { crashCopy, newPath, useFolders } from './folder-tools.js';

useFolders();

type Step =
  | { do: 'accept' | 'settle' | 'fail' | 'dead' | 'replay' | 'drop'; id: string }
  | { do: 'listen' | 'stop' | 'restart' | 'crash' | 'burst' };

const id = fc.integer({ min: 0, max: 7 }).map((number) => `wamid.${number}`);
const onId = (name: 'accept' | 'settle' | 'fail' | 'dead' | 'replay' | 'drop', weight: number) => ({
  weight,
  arbitrary: id.map((id): Step => ({ do: name, id })),
});
const plain = (name: 'listen' | 'stop' | 'restart' | 'crash' | 'burst', weight: number) => ({
  weight,
  arbitrary: fc.constant<Step>({ do: name }),
});
const step = fc.oneof(
  onId('accept', 8),
  onId('settle', 4),
  onId('fail', 2),
  onId('dead', 2),
  onId('replay', 2),
  onId('drop', 1),
  plain('listen', 3),
  plain('stop', 1),
  plain('restart', 1),
  plain('crash', 1),
  plain('burst', 1),
);

/** The store as the port has it: lists, and nothing clever. */
function createModel(maxWaiting: number, maxInMemory: number) {
  const waiting: string[] = [];
  const dead: string[] = [];
  const done = new Set<string>();
  const attempts = new Map<string, number>();
  let out = new Set<string>();
  let listening = false;
  let emitted: string[] = [];
  const emitMore = (): void => {
    for (const id of waiting) {
      if (!listening || out.size >= maxInMemory) return;
      if (out.has(id)) continue;
      out.add(id);
      emitted.push(id);
    }
  };
  return {
    waiting,
    dead,
    isOut: (id: string) => out.has(id),
    takeEmitted: () => emitted.splice(0),
    accept(id: string) {
      if (waiting.includes(id) || dead.includes(id) || done.has(id)) return 'duplicate';
      if (waiting.length >= maxWaiting) return 'full';
      waiting.push(id);
      emitMore();
      return 'accepted';
    },
    settle(id: string, outcome: 'handled' | 'failed') {
      if (!out.delete(id)) return;
      waiting.splice(waiting.indexOf(id), 1);
      attempts.delete(id);
      if (outcome === 'handled') done.add(id);
      else dead.push(id);
      emitMore();
    },
    fail(id: string) {
      if (!out.has(id)) return 1;
      attempts.set(id, (attempts.get(id) ?? 0) + 1);
      return attempts.get(id);
    },
    takeDead(id: string, how: 'replay' | 'drop') {
      if (!dead.includes(id)) return false;
      dead.splice(dead.indexOf(id), 1);
      if (how === 'drop') done.add(id);
      else waiting.push(id);
      emitMore();
      return true;
    },
    listen() {
      listening = true;
      emitted.push(...waiting.filter((id) => out.has(id)));
      emitMore();
    },
    stop() {
      listening = false;
    },
    restart() {
      listening = false;
      out = new Set();
      emitted = [];
    },
  };
}

test('any order of calls, closes and crashes agrees with the model', { timeout: 240_000 }, async () => {
  const limits = fc.record({ maxWaiting: fc.integer({ min: 1, max: 6 }), maxInMemory: fc.integer({ min: 1, max: 6 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), limits, async (steps, settings) => {
      let path = await newPath();
      let store: LevelStore = await openLevelStore({ path, ...settings });
      const model = createModel(settings.maxWaiting, settings.maxInMemory);
      let emitted: string[] = [];
      let stop = (): void => undefined;
      const of = (id: string): Activity => message({ id, at: 1 });
      for (const next of steps) {
        if (next.do === 'accept') expect(await store.inbox.accept(of(next.id))).toBe(model.accept(next.id));
        else if (next.do === 'settle' || next.do === 'dead') {
          const outcome = next.do === 'dead' ? 'failed' : 'handled';
          await store.inbox.settle(of(next.id), outcome);
          model.settle(next.id, outcome);
        } else if (next.do === 'fail') expect(await store.inbox.failed?.(of(next.id))).toBe(model.fail(next.id));
        else if (next.do === 'replay' || next.do === 'drop') {
          expect(await store.deadLetters[next.do](next.id)).toBe(model.takeDead(next.id, next.do));
        } else if (next.do === 'burst') {
          const ids = ['wamid.8', 'wamid.1', 'wamid.8', 'wamid.9'];
          const answers = await Promise.all(ids.map(async (id) => store.inbox.accept(of(id))));
          expect(answers).toEqual(ids.map((id) => model.accept(id)));
        } else if (next.do === 'listen') {
          stop = store.inbox.deliver(({ id }) => emitted.push(id ?? ''));
          model.listen();
        } else if (next.do === 'stop') {
          stop();
          model.stop();
        } else {
          const left = path;
          if (next.do === 'crash') path = await crashCopy(left);
          const remaining = await store.inbox.close();
          const out = model.waiting.filter((id) => model.isOut(id));
          expect(remaining.map(({ id }) => id)).toEqual(out);
          store = await openLevelStore({ path, ...settings });
          emitted = [];
          model.restart();
        }
        const expected = model.takeEmitted();
        await vi.waitFor(() => expect(emitted.length).toBeGreaterThanOrEqual(expected.length), { interval: 1 });
        expect(emitted.splice(0)).toEqual(expected);
        expect(await store.health()).toEqual({
          reachable: true,
          waiting: model.waiting.length,
          dead: model.dead.length,
        });
      }
      expect((await store.deadLetters.list()).map(({ id }) => id)).toEqual(model.dead);
      await store.inbox.close();
    }),
    { numRuns: 60 },
  );
});
