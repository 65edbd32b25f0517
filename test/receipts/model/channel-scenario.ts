import fc from 'fast-check';
import type { ReceiptMoment } from 'tidemark';
import type { Scenario, Step } from './scenario.js';
import { scenariosOf } from './scenarios.js';

/** What a handler does, one after the other, and how it ends. */
export interface TurnPlan {
  does: (number | 'reply' | 'typing' | 'markRead')[];
  ends: 'well' | 'throws' | 'never';
}

/** One thing that happens to a channel. */
export type ChannelStep =
  | Extract<Step, { do: 'tick' | 'stepWallClock' | 'plan' | 'planVerdict' }>
  | { do: 'post'; conversation: number; stamp: number; tap: boolean; turn: TurnPlan }
  | { do: 'react'; conversation: number; turn: TurnPlan }
  /** The webhook of an earlier message comes again. */
  | { do: 'redeliver'; back: number }
  | { do: 'close' };

/** A channel's options and what happens to it. */
export interface ChannelScenario extends Omit<Scenario, 'steps'> {
  /** `receipts: false` (R16). */
  off: boolean;
  turnTimeoutMs: number;
  steps: ChannelStep[];
}

const conversation: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 1);

const turn: fc.Arbitrary<TurnPlan> = fc.record({
  does: fc.array(
    fc.constantFrom<TurnPlan['does'][number]>('reply', 'reply', 'typing', 'markRead', 0, 300, 1700, 9000),
    {
      maxLength: 4,
    },
  ),
  ends: fc.constantFrom('well' as const, 'well', 'well', 'well', 'throws', 'never'),
});

const own: fc.Arbitrary<ChannelStep> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      conversation,
      stamp: fc.constantFrom(0, 0, 0, -1, -2, 1, 90),
      tap: fc.constantFrom(false, false, false, true),
      turn,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('react' as const), conversation, turn }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redeliver' as const), back: fc.nat({ max: 3 }) }) },
);

const shared = ['tick', 'stepWallClock', 'plan', 'planVerdict'] as const;

function isShared(step: Step): step is Extract<ChannelStep, Step> {
  return shared.some((name) => step.do === name);
}

/** Any channel with this moment, and anything that can happen to it. */
export function channelScenariosOf(when: ReceiptMoment): fc.Arbitrary<ChannelScenario> {
  // Time, answers and verdicts as an engine's scenario has them; what goes in comes through the webhook.
  return fc
    .record({
      scenario: scenariosOf(when),
      own: fc.array(own, { maxLength: 25, size: 'max' }),
      off: fc.constantFrom(false, false, false, false, false, false, false, true),
      turnTimeoutMs: fc.constantFrom(300_000, 0, 3011),
      closesAt: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
    })
    .map(({ scenario, own: posts, off, turnTimeoutMs, closesAt }) => {
      const steps: ChannelStep[] = [];
      const others = scenario.steps.filter(isShared);
      for (let n = 0; n < Math.max(posts.length, others.length); n += 1)
        steps.push(...[posts[n], others[n]].flatMap((step) => step ?? []));
      if (closesAt !== undefined) steps.splice(closesAt, 0, { do: 'close' });
      const { options, random } = scenario;
      return { options, random, off, turnTimeoutMs, steps };
    });
}
