import type { RecordedAnswer } from '../testing/recorded-request.js';
import type { Halt } from './protocol.js';
import type { Timeline } from './timeline.js';

/** Whether read calls rest, because Kaleyra has refused the account. */
export interface AccountHalt {
  /** A read call of the bot was answered. */
  answered(answer: Pick<RecordedAnswer, 'status' | 'code'>, at: number): void;
}

/** What an account halt is told to. */
export interface AccountHaltParts {
  readonly timeline: Timeline;
  readonly setHalted: (halt: Halt | undefined) => void;
}

const accountCodes: readonly string[] = ['RBC001', 'WA401', 'WA-401', 'E110', 'WAV2101'];
const messageStatuses: readonly number[] = [400, 422];
const passingStatuses: readonly number[] = [408, 425, 429];

/** What a bot takes an answer for (rule R9): the account is refused, or it is not, or the answer does not tell. */
export function accountBy({
  status,
  code = '',
}: Pick<RecordedAnswer, 'status' | 'code'>): 'refused' | 'good' | 'unknown' {
  if (accountCodes.includes(code)) return 'refused';
  if (status < 300 || messageStatuses.includes(status)) return 'good';
  return status >= 500 || passingStatuses.includes(status) ? 'unknown' : 'refused';
}

/** Follows the answers to read calls: the emulator cannot see inside the bot, but knows what it has told it. */
export function createAccountHalt({ timeline, setHalted }: AccountHaltParts): AccountHalt {
  let resting: number | undefined;
  return {
    answered(answer, at) {
      const account = accountBy(answer);
      if (account === 'refused' && resting === undefined) {
        const halt: Halt = { at, status: answer.status, ...(answer.code === undefined ? {} : { code: answer.code }) };
        resting = timeline.add({ at, kind: 'halt', title: 'account refused: read calls rest', violations: [], halt });
        setHalted(halt);
      }
      if (account !== 'good' || resting === undefined) return;
      timeline.end(resting, { status: 'resumed', at });
      resting = undefined;
      setHalted(undefined);
    },
  };
}
