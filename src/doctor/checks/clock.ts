import { fail, ok, skipped, unknown, warn } from '../finding.js';
import { type Check, withoutConfig } from './check.js';

const noticedMs = 5_000;
/** From here on a message of now looks as if it came from the future, and its own time no longer counts (R2). */
const harmfulMs = 60_000;

/** Whether this machine's clock agrees with the region's, by the header `Date` of its answer. */
export const checkClock: Check = async ({ front }) => {
  const answer = await front();
  if (answer === undefined) return skipped(withoutConfig);
  if (!answer.answered) return skipped('Not asked, because the region did not answer: see the finding region.http.');
  const theirsMs = Date.parse(answer.date ?? '');
  if (Number.isNaN(theirsMs))
    return unknown('The answer of the region tells no time: check that this machine keeps its clock by NTP.');
  const skewMs = skewOf(theirsMs, answer);
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= noticedMs) return ok("This machine's clock agrees with the region's.");
  const what = `This machine's clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the region's`;
  const why = 'the order of messages (R2) and the age up to which they are marked read (R14) are told by it';
  const say = Math.abs(skewMs) > harmfulMs ? fail : warn;
  return say(`${what}: keep it by NTP, since ${why}.`);
};

/** How far this machine is ahead, in milliseconds: 0 where its time fits any moment at which the answer may have been made. */
function skewOf(theirsMs: number, { startedMs, answeredMs }: { startedMs: number; answeredMs: number }): number {
  // The header has whole seconds.
  const theirsEndMs = theirsMs + 999;
  if (startedMs > theirsEndMs) return startedMs - theirsEndMs;
  return answeredMs < theirsMs ? answeredMs - theirsMs : 0;
}
