import type { Halt } from '../../protocol.js';
import { clockSeconds } from '../text/times.js';

/** Why ticks stay grey though the bot is there: the emulator knows what it has answered, and what tidemark does then. */
export function HaltExplained({ halt: { at, status, code = '' } }: { halt: Halt }) {
  return (
    <>
      <strong>Ticks stay grey:</strong> Kaleyra refused the account at {clockSeconds(at)} ({`${status} ${code}`.trim()}
      ). A tidemark bot makes no more read calls until its probe, a minute later (then 2, 4, 8 and at most 10 minutes).
      The first good call ends this.
    </>
  );
}
