import type { GatewayError } from '../../errors.js';
import { skipped, unknown, type Verdict } from '../finding.js';
import type { Patient } from '../patient.js';
import type { Probe } from '../probe.js';
import { withoutConfig, withoutNumber } from './check.js';

/** What the answer means for one question; undefined where it does not tell. */
export type Judge = (probe: Probe, code: string | undefined) => Verdict | undefined;

/** Asks Kaleyra, and judges the answer; whatever it does not tell about the question is `unknown`. */
export async function judgeProbe({ probe }: Patient, question: string, judge: Judge): Promise<Verdict> {
  const answer = await probe();
  if (answer === undefined) return skipped(withoutConfig);
  if (answer.isPage) {
    return unknown(
      `${question} is not known, because a page answered instead of Kaleyra's API: check the region, and proxies on the way.`,
    );
  }
  const { failure, withNumber } = answer;
  const judged = judge(answer, failure?.code);
  if (judged !== undefined) return judged;
  // Nobody's number is on no account: Kaleyra looked no further.
  if (!withNumber && failure?.code === 'WA401') return skipped(withoutNumber);
  return unknown(`${question} is not known: ${reasonOf(failure)}.`);
}

function reasonOf(failure: GatewayError | undefined): string {
  if (failure === undefined) return 'Kaleyra took the call over without telling';
  if (failure.status === undefined) return `Kaleyra did not answer (${failure.code}), see the findings on the region`;
  return `Kaleyra refused for another reason (${failure.code}, HTTP ${failure.status}), see the other findings`;
}

// What Kaleyra and Meta say about the content of a call; another 400 may be a proxy's.
const contentRefused: ReadonlySet<string> = new Set(['WA400', '131009']);

/** Whether all of the account's own questions were passed: the call was taken over, or only its content refused. */
export function isPassed({ failure }: Probe): boolean {
  return failure === undefined || contentRefused.has(failure.code);
}
