import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createConversationLines } from '../../src/stream/conversation-lines.js';
import { stateOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();

test('any mixture keeps the order of a conversation, the cap, and ends idle', async () => {
  const plan = fc.array(
    fc.record({ conversation: fc.constantFrom('a', 'b', 'c'), ms: fc.nat(5), fails: fc.boolean() }),
  );
  await fc.assert(
    fc.asyncProperty(plan, fc.integer({ min: 1, max: 4 }), async (entries, cap) => {
      const lines = createConversationLines(cap);
      const started: Record<string, number[]> = {};
      const running = new Set<string>();
      const all = entries.map(({ conversation, ms, fails }, index) =>
        lines.run(conversation, async () => {
          expect(running.has(conversation)).toBe(false);
          running.add(conversation);
          expect(running.size).toBeLessThanOrEqual(cap);
          started[conversation] = [...(started[conversation] ?? []), index];
          await new Promise((resolve) => setTimeout(resolve, ms));
          running.delete(conversation);
          if (fails) throw new Error('planned');
        }),
      );
      const settled = Promise.allSettled([...all, lines.idle()]);
      await time.clock.runAllAsync();
      expect((await settled).map(({ status }) => status)).toEqual([
        ...entries.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
        'fulfilled',
      ]);
      for (const order of Object.values(started)) expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});

/** After a while it runs this in that conversation, and waits for it. */
interface Step {
  ms: number;
  conversation: string;
  steps: Step[];
}

interface Root extends Step {
  /** It does not wait for its steps one after the other, but at once, and for no longer than this. */
  hastyMs?: number;
}

interface Visit {
  conversation: string;
  /** It and those it runs for. */
  callers: ReadonlySet<Visit>;
  /** What it waits for, and its visit once that runs. */
  call?: { conversation: string; visit?: Visit } | undefined;
}

const names = ['a', 'b', 'c', 'd'];
const step: fc.Memo<Step> = fc.memo((depth) =>
  fc.record({
    ms: fc.nat(4),
    conversation: fc.constantFrom(...names),
    steps: depth > 1 ? fc.array(step(depth - 1), { maxLength: 2 }) : fc.constant([]),
  }),
);
// Without a stop each run would slow those after it.
const over = new Error('over');
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('whoever waits for whom, all end, none runs beside one that does not wait for it, and the cap and the order hold', async () => {
  let circles = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step(4), { maxLength: 8 }), fc.integer({ min: 1, max: 3 }), async (plan, cap) => {
      const lines = createConversationLines(cap);
      const holders = new Map<string, Visit>();
      const queued = new Map<string, number[]>(names.map((name) => [name, []]));
      let active = 0;
      let calls = 0;

      function waitsFor(holder: Visit, caller: Visit | undefined): boolean {
        for (let one: Visit | undefined = holder; one !== undefined; ) {
          if (caller?.callers.has(one)) return true;
          one = one.call && (one.call.visit ?? holders.get(one.call.conversation));
        }
        return false;
      }

      async function work(ms: number): Promise<void> {
        active += 1;
        expect(active).toBeLessThanOrEqual(cap);
        await sleep(ms);
        active -= 1;
      }

      function visit({ conversation, ms, steps }: Step, caller?: Visit): Promise<void> {
        const number = ++calls;
        const task = async (): Promise<void> => {
          const callers = new Set(caller?.callers);
          const me: Visit = { conversation, callers };
          callers.add(me);
          if (caller?.call) caller.call.visit = me;
          const holder = holders.get(conversation);
          if (holder === undefined) {
            holders.set(conversation, me);
            expect(queued.get(conversation)?.shift()).toBe(number);
          } else {
            expect(waitsFor(holder, caller)).toBe(true);
            if (!caller?.callers.has(holder)) circles += 1;
          }
          await work(ms);
          for (const next of steps) {
            me.call = { conversation: next.conversation };
            await visit(next, me);
            me.call = undefined;
          }
          if (holder === undefined) holders.delete(conversation);
          else expect(holders.get(conversation)).toBe(holder);
        };
        const inside = lines.runInside(conversation, task);
        if (inside !== undefined) return inside;
        const holder = holders.get(conversation);
        if (holder === undefined || !waitsFor(holder, caller)) queued.get(conversation)?.push(number);
        return lines.run(conversation, task, { nested: true });
      }

      const states = [...plan.map((root) => visit(root)), lines.idle()].map(stateOf);
      await time.clock.runAllAsync();
      expect(states).toEqual(states.map(() => ({ done: true, value: undefined })));
      lines.stop(over);
    }),
    { numRuns: 300 },
  );
  expect(circles).toBeGreaterThan(0);
});

test('with tasks that give up on many nested ones or do not wait for them, all end and nothing is left', async () => {
  const root: fc.Arbitrary<Root> = fc.tuple(step(4), fc.nat(20)).map(([first, hastyMs]) => ({ ...first, hastyMs }));
  await fc.assert(
    fc.asyncProperty(fc.array(root, { maxLength: 8 }), fc.integer({ min: 1, max: 3 }), async (plan, cap) => {
      const lines = createConversationLines(cap);
      const states: { done: boolean }[] = [];
      function visit({ conversation, ms, steps, hastyMs }: Root): Promise<void> {
        const task = async (): Promise<void> => {
          await sleep(ms);
          const all = Promise.all(steps.map((next) => visit(hastyMs === undefined ? next : { ...next, hastyMs: ms })));
          await (hastyMs === undefined ? all : Promise.race([all, sleep(hastyMs)]));
        };
        const result = lines.runInside(conversation, task) ?? lines.run(conversation, task, { nested: true });
        states.push(stateOf(result));
        return result;
      }
      for (const one of plan) void visit(one);
      await time.clock.runAllAsync();
      expect(states).toEqual(states.map(() => ({ done: true, value: undefined })));
      expect(names.filter((name) => lines.whenFree(name, () => undefined))).toEqual([]);
      lines.stop(over);
    }),
    { numRuns: 100 },
  );
});
