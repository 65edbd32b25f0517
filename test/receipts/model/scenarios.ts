import fc from 'fast-check';
import type { FailureKind, ReceiptMoment, TurnOutcome } from 'tidemark';
import type { PlannedAnswer, PlannedVerdict, Scenario, Stamp, Step } from './scenario.js';

// Mostly the same one, so that much happens to it.
const conversation: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 0, 1, 2, 2, 3);
const back: fc.Arbitrary<number> = fc.nat({ max: 7 });
const moments: readonly ReceiptMoment[] = ['beforeHandler', 'alongside', 'afterHandler', 'manual'];

const stamp: fc.Arbitrary<Stamp> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Stamp>(0, 0, 0, -1, -2, 1, 'same', 'same') },
  { weight: 2, arbitrary: fc.constantFrom<Stamp>('none', 60, 61, -3600, -31 * 86_400, -30 * 86_400 + 60) },
);

const afterMs: fc.Arbitrary<number> = fc.constantFrom(0, 0, 100, 700, 1600, 4000);

const answer: fc.Arbitrary<PlannedAnswer> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ok: fc.constant(true as const), afterMs }) },
  // While they are in the air, much may happen.
  { weight: 4, arbitrary: fc.record({ ok: fc.constant(true as const), afterMs: fc.constantFrom(1600, 4000) }) },
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

const verdict: fc.Arbitrary<PlannedVerdict> = fc.record({
  says: fc.constantFrom('yes' as const, 'yes', 'no', 'no', 'later', 'later', 'later', 'throw', 'nonsense'),
  afterMs: fc.constantFrom(undefined, undefined, 0, 150, 1250, Number.POSITIVE_INFINITY),
  inMs: fc.constantFrom(-1000, 300, 2500, 20_000, 700_000),
});

const of = <const T extends Step['do']>(...names: T[]): fc.Arbitrary<T> => fc.constantFrom(...names);
const turnEnd: fc.Arbitrary<TurnOutcome> = fc.constantFrom(
  'handled',
  'handled',
  'handled',
  'emitted',
  'failed',
  'timedOut',
);

function stepOf(when: ReceiptMoment): fc.Arbitrary<Step> {
  // An engine that marks after the handler counts every turn; the others may take any message otherwise.
  const others = moments.filter((moment) => moment !== 'afterHandler');
  const own =
    when === 'afterHandler'
      ? fc.constant(undefined)
      : fc.option(fc.constantFrom(...others), { nil: undefined, freq: 5 });
  // A turn that has ended leaves nothing for the bot's word.
  const [marks, ends] = { manual: [14, 4], afterHandler: [4, 10], beforeHandler: [1, 3], alongside: [1, 3] }[when] as [
    number,
    number,
  ];
  return fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        do: of('offer'),
        conversation,
        times: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 6),
        stamp,
        tap: fc.constantFrom(false, false, false, true),
        when: own,
        follow: fc.constantFrom(false, false, false, false, true),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: of('pass'), conversation }) },
    { weight: 2, arbitrary: fc.record({ do: of('again'), conversation, back }) },
    {
      weight: 9,
      arbitrary: fc.record({
        do: of('tick'),
        ms: fc.constantFrom(
          0,
          1,
          50,
          300,
          499,
          500,
          700,
          999,
          1000,
          1500,
          2500,
          6000,
          20_000,
          60_000,
          130_000,
          700_000,
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: of('stepWallClock'), ms: fc.constantFrom(-30_000, 3_600_000, 1500) }),
    },
    { weight: 6, arbitrary: fc.record({ do: of('plan'), answer, times: fc.constantFrom(1, 1, 1, 1, 1, 1, 4, 11) }) },
    { weight: 5, arbitrary: fc.record({ do: of('planVerdict'), verdict }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: of('typing', 'answered', 'flush'), conversation, back: fc.nat({ max: 1 }) }),
    },
    { weight: marks, arbitrary: fc.record({ do: of('markRead'), conversation, back }) },
    { weight: ends, arbitrary: fc.record({ do: of('handled'), conversation, back, outcome: turnEnd }) },
    { weight: 3, arbitrary: fc.record({ do: of('beforeAnswer', 'released', 'outcome'), conversation, back }) },
    { weight: 1, arbitrary: fc.record({ do: of('close'), drainTimeoutMs: fc.constantFrom(0, 307, 9973) }) },
  );
}

/** Any engine with this moment, and anything that can happen to it. */
export function scenariosOf(when: ReceiptMoment): fc.Arbitrary<Scenario> {
  return fc.record({
    options: fc.record({
      when: fc.constant(when),
      quietMs: fc.constantFrom(1000, 1000, 0, 300),
      maxWaitMs: fc.constantFrom(5000, 1200),
      answerWaitMs: fc.constantFrom(1500, 1500, 0, 200),
      maxPerSecond: fc.constantFrom(20, 1, 2),
      typing: fc.constantFrom('onRequest' as const, 'onRequest', 'off', 'withReceipt'),
      giveUpMs: fc.constantFrom(600_000, 3000, 0),
      callTimeoutMs: fc.constantFrom(10_000, 900),
      policyTimeoutMs: fc.constantFrom(2000, 400),
      policy: fc.boolean(),
    }),
    random: fc.constantFrom(0, 0.5, 0.999),
    steps: fc.array(stepOf(when), { maxLength: 60, size: 'max' }),
  });
}
