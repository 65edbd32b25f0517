import { type Finding, findingIds, phoneFindingIds } from '../doctor/finding.js';
import type { Output } from './print.js';

/** Takes the findings as they come, and ends with the exit code. */
export interface DoctorReport {
  tell(finding: Finding): void;
  /** Gives 1 when something failed, otherwise 0. */
  end(): 0 | 1;
}

const width = Math.max(...[...findingIds, ...phoneFindingIds].map(({ length }) => length));

/** Tells the findings line by line, or at the end as one JSON array. */
export function createDoctorReport(json: boolean, { out }: Output): DoctorReport {
  const findings: Finding[] = [];
  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length;
  return {
    tell({ id, state, message }) {
      findings.push({ id, state, message });
      if (!json) out(`${state.padEnd(7)}  ${id.padEnd(width)}  ${message}`);
    },
    end() {
      const states = ['ok', 'warn', 'fail', 'unknown', 'skipped'] as const;
      out(
        json
          ? JSON.stringify(findings, undefined, 2)
          : `\n${states.map((state) => `${count(state)} ${state}`).join(', ')}`,
      );
      return count('fail') > 0 ? 1 : 0;
    },
  };
}
