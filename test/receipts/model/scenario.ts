import fc from 'fast-check';
import type { FailureKind, ReceiptMoment, ReceiptOptions } from 'tidemark';

/** How the gateway answers a call. */
export type PlannedAnswer =
  | { ok: true; afterMs: number }
  | { ok: false; kind: FailureKind; afterMs: number; retryAfterMs?: number }
  | 'hang';

/** When a message says it was sent, in seconds from the wall clock's present one. */
export type Stamp = number | 'none';

/**
 * One thing that happens. Conversations are numbers; `back` counts from the newest offer of the conversation; `follow`
 * offers what needs no receipt while the message is being handed on.
 */
export type Step =
  | { do: 'offer'; conversation: number; stamp: Stamp; tap: boolean; when: ReceiptMoment | undefined; follow: boolean }
  | { do: 'pass'; conversation: number }
  | { do: 'again'; conversation: number; back: number }
  | { do: 'tick'; ms: number }
  | { do: 'stepWallClock'; ms: number }
  | { do: 'plan'; answer: PlannedAnswer }
  | { do: 'typing' | 'answered' | 'handled' | 'markRead' | 'flush'; conversation: number }
  | { do: 'beforeAnswer' | 'released' | 'outcome'; conversation: number; back: number }
  | { do: 'close'; drainTimeoutMs: number };

/** An engine's options and what happens to it. */
export interface Scenario {
  options: Required<
    Pick<ReceiptOptions, 'when' | 'quietMs' | 'maxWaitMs' | 'answerWaitMs' | 'maxPerSecond' | 'typing'>
  > &
    Required<Pick<ReceiptOptions, 'giveUpMs' | 'callTimeoutMs'>>;
  random: number;
  steps: Step[];
}

// Mostly the same one, so that much happens to it.
const conversation: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 0, 1, 2, 2, 3);
const back: fc.Arbitrary<number> = fc.nat({ max: 7 });
const moment: fc.Arbitrary<ReceiptMoment> = fc.constantFrom('beforeHandler', 'alongside');

const stamp: fc.Arbitrary<Stamp> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Stamp>(0, 0, 0, -1, -2, 1) },
  { weight: 2, arbitrary: fc.constantFrom<Stamp>('none', 60, 61, -3600, -31 * 86_400) },
);

const afterMs: fc.Arbitrary<number> = fc.constantFrom(0, 0, 100, 700, 1600, 4000);

const answer: fc.Arbitrary<PlannedAnswer> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ok: fc.constant(true as const), afterMs }) },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        ok: fc.constant(false as const),
        kind: fc.constantFrom<FailureKind>('retry', 'retry', 'reject', 'reject', 'halt'),
        afterMs,
        retryAfterMs: fc.constantFrom(0, 900, 8000),
      },
      { requiredKeys: ['ok', 'kind', 'afterMs'] },
    ),
  },
  { weight: 1, arbitrary: fc.constant('hang' as const) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('offer' as const),
      conversation,
      stamp,
      tap: fc.constantFrom(false, false, false, true),
      when: fc.option(moment, { nil: undefined, freq: 4 }),
      follow: fc.constantFrom(false, false, false, false, true),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), conversation }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), conversation, back }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      ms: fc.constantFrom(0, 1, 50, 300, 499, 500, 700, 999, 1000, 1500, 2500, 6000, 20_000, 60_000, 130_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('stepWallClock' as const),
      ms: fc.constantFrom(-30_000, 3_600_000, 1500),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('plan' as const), answer }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('typing' as const, 'typing', 'answered', 'handled', 'markRead', 'flush'),
      conversation,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('beforeAnswer' as const, 'released', 'outcome'), conversation, back }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('close' as const), drainTimeoutMs: fc.constantFrom(0, 300, 10_000) }),
  },
);

/** Any engine and anything that can happen to it. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  options: fc.record({
    when: moment,
    quietMs: fc.constantFrom(1000, 1000, 0, 300),
    maxWaitMs: fc.constantFrom(5000, 1200),
    answerWaitMs: fc.constantFrom(1500, 1500, 0, 200),
    maxPerSecond: fc.constantFrom(20, 1, 2),
    typing: fc.constantFrom('onRequest' as const, 'onRequest', 'off'),
    giveUpMs: fc.constantFrom(600_000, 3000, 0),
    callTimeoutMs: fc.constantFrom(10_000, 900),
  }),
  random: fc.constantFrom(0, 0.5, 0.999),
  steps: fc.array(step, { maxLength: 60, size: 'max' }),
});
