import type { FailureKind, ReceiptMoment, ReceiptOptions, TurnOutcome } from 'tidemark';

/** How the gateway answers a call. */
export type PlannedAnswer =
  | { ok: true; afterMs: number }
  | { ok: false; kind: FailureKind; afterMs: number; retryAfterMs?: number }
  | 'hang';

/** What the policy says of a message; without one planned it says yes at once. */
export interface PlannedVerdict {
  says: 'yes' | 'no' | 'throw' | 'nonsense' | 'later';
  /** `undefined`: at once, without a promise; `Infinity`: never. */
  afterMs: number | undefined;
  /** From the moment of asking to the time that it names. */
  inMs: number;
}

/** When a message says it was sent, in seconds from the wall clock's present one; or as the message before it. */
export type Stamp = number | 'none' | 'same';

/**
 * One thing that happens. Conversations are numbers; `back` counts from the newest offer of the conversation; `follow`
 * offers what needs no receipt while the message is being handed on.
 */
export type Step =
  | {
      do: 'offer';
      conversation: number;
      /** So many at once. */
      times: number;
      stamp: Stamp;
      tap: boolean;
      when: ReceiptMoment | undefined;
      follow: boolean;
    }
  | { do: 'pass'; conversation: number }
  | { do: 'again'; conversation: number; back: number }
  | { do: 'tick'; ms: number }
  | { do: 'stepWallClock'; ms: number }
  | { do: 'plan'; answer: PlannedAnswer; times: number }
  | { do: 'planVerdict'; verdict: PlannedVerdict }
  | { do: 'typing' | 'answered' | 'markRead' | 'flush'; conversation: number; back: number }
  | { do: 'handled'; conversation: number; back: number; outcome: TurnOutcome }
  | { do: 'beforeAnswer' | 'released' | 'outcome'; conversation: number; back: number }
  | { do: 'close'; drainTimeoutMs: number };

/** An engine's options and what happens to it. */
export interface Scenario {
  options: Required<
    Pick<
      ReceiptOptions,
      | 'when'
      | 'quietMs'
      | 'maxWaitMs'
      | 'answerWaitMs'
      | 'maxPerSecond'
      | 'typing'
      | 'giveUpMs'
      | 'callTimeoutMs'
      | 'policyTimeoutMs'
    >
  > & {
    /** Whether there is one. */
    policy: boolean;
  };
  random: number;
  steps: Step[];
}
