import fc from 'fast-check';
import type { ReceiptMoment } from 'tidemark';
import type { PlannedAnswer, Scenario, Step } from './scenario.js';

const conversation: fc.Arbitrary<number> = fc.constantFrom(0, 2, 4);
const afterMs: fc.Arbitrary<number> = fc.constantFrom(0, 0, 100, 100, 200);

const answer: fc.Arbitrary<PlannedAnswer> = fc.oneof(
  fc.record({ ok: fc.constant(true as const), afterMs }),
  fc.record({
    ok: fc.constant(false as const),
    kind: fc.constantFrom('halt' as const, 'retry'),
    afterMs,
    retryAfterMs: fc.constant(900),
  }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('offer' as const),
      conversation,
      times: fc.constantFrom(1, 1, 2),
      stamp: fc.constantFrom(0, 0, -1, 1),
      tap: fc.constantFrom(true, true, false),
      when: fc.constantFrom(undefined, 'alongside' as const),
      follow: fc.constant(false),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(0, 100, 100, 200, 500, 900) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('plan' as const), answer, times: fc.constantFrom(1, 1, 2) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('planVerdict' as const),
      verdict: fc.record({
        says: fc.constantFrom('yes' as const, 'yes', 'yes', 'no', 'later'),
        afterMs: fc.constantFrom(undefined, 0, 100, 100, 200),
        // Not a time at which a token comes back: which of the two is seen first is not said.
        inMs: fc.constantFrom(310, 710),
      }),
    }),
  },
);

/** Conversations of one number whose questions and calls end in the same millisecond, one after the other. */
export function sameMomentScenariosOf(when: ReceiptMoment): fc.Arbitrary<Scenario> {
  return fc.record({
    options: fc.record({
      when: fc.constant(when),
      quietMs: fc.constantFrom(100, 0, 300),
      maxWaitMs: fc.constant(1200),
      answerWaitMs: fc.constantFrom(1500, 0, 200),
      maxPerSecond: fc.constantFrom(20, 1, 2),
      typing: fc.constant('off' as const),
      giveUpMs: fc.constantFrom(600_000, 3000),
      callTimeoutMs: fc.constantFrom(10_000, 450),
      policyTimeoutMs: fc.constantFrom(2000, 350),
      policy: fc.constant(true),
    }),
    random: fc.constantFrom(0, 0.5),
    steps: fc.array(step, { minLength: 8, maxLength: 40, size: 'max' }),
  });
}
