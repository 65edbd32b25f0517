import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createConversationLines } from '../../src/stream/conversation-lines.js';
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
