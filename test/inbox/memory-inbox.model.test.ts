import fc from 'fast-check';
import { type Activity, createMemoryInbox } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';

type Step = { do: 'accept'; id: string } | { do: 'settle'; id: string } | { do: 'deliver' } | { do: 'stop' };

const id = fc.integer({ min: 0, max: 9 }).map((number) => `wamid.${number}`);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: id.map((id): Step => ({ do: 'accept', id })) },
  { weight: 3, arbitrary: id.map((id): Step => ({ do: 'settle', id })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'deliver' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'stop' }) },
);

/** What a model of the inbox can do. */
interface Model {
  readonly emitted: string[];
  readonly waiting: string[];
  /** Known once, and neither waiting nor surely among the last ids: it may be remembered or not. */
  isOpen(id: string): boolean;
  accept(id: string): string;
  settle(id: string): void;
  deliver(): void;
  stop(): void;
}

/** The inbox as the design has it: lists, and nothing clever. */
function createModel(maxWaiting: number, maxRemembered: number): Model {
  let accepted: string[] = [];
  let done: string[] = [];
  let listening = false;
  const emitted: string[] = [];
  const waiting: string[] = [];
  const isLast = (id: string): boolean =>
    accepted.slice(-maxRemembered).includes(id) && done.slice(-maxRemembered).includes(id);
  return {
    emitted,
    waiting,
    isOpen: (id) => accepted.includes(id) && !waiting.includes(id) && !isLast(id),
    accept(id) {
      if (waiting.includes(id) || isLast(id)) return 'duplicate';
      if (waiting.length >= maxWaiting) return 'full';
      accepted = [...accepted, id];
      waiting.push(id);
      if (listening) emitted.push(id);
      return 'accepted';
    },
    settle(id) {
      const index = waiting.indexOf(id);
      if (index < 0) return;
      waiting.splice(index, 1);
      done = [...done, id];
    },
    deliver() {
      listening = true;
      emitted.push(...waiting);
    },
    stop() {
      listening = false;
    },
  };
}

test('accept, full, settle, deliver and stop in any order agree with the model', () => {
  const limits = fc.record({
    maxWaiting: fc.integer({ min: 1, max: 4 }),
    maxRemembered: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), limits, (steps, { maxWaiting, maxRemembered }) => {
      const inbox = createMemoryInbox({ maxWaiting, maxRemembered });
      const model = createModel(maxWaiting, maxRemembered);
      const emitted: (string | undefined)[] = [];
      let stop = (): void => undefined;
      for (const next of steps) {
        if (next.do === 'accept') {
          if (model.isOpen(next.id)) continue;
          expect(inbox.accept(message({ id: next.id }))).toBe(model.accept(next.id));
        } else if (next.do === 'settle') {
          void inbox.settle(message({ id: next.id }), 'handled');
          model.settle(next.id);
        } else if (next.do === 'deliver') {
          stop = inbox.deliver(({ id }) => emitted.push(id));
          model.deliver();
        } else {
          stop();
          model.stop();
        }
        expect(emitted).toEqual(model.emitted);
      }
      expect((inbox.close() as readonly Activity[]).map(({ id }) => id)).toEqual(model.waiting);
    }),
    { numRuns: 500 },
  );
});

test('never more than maxWaiting are accepted and not settled, and none is accepted twice', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.integer({ min: 1, max: 5 }), (steps, maxWaiting) => {
      const inbox = createMemoryInbox({ maxWaiting });
      const open = new Set<string>();
      const accepted = new Set<string>();
      for (const next of steps) {
        if (next.do === 'accept' && inbox.accept(message({ id: next.id })) === 'accepted') {
          expect(accepted.has(next.id)).toBe(false);
          accepted.add(next.id);
          open.add(next.id);
        }
        if (next.do === 'settle') {
          void inbox.settle(message({ id: next.id }), 'handled');
          open.delete(next.id);
        }
        expect(open.size).toBeLessThanOrEqual(maxWaiting);
      }
    }),
    { numRuns: 300 },
  );
});
