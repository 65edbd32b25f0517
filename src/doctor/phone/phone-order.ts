import type { Activity } from '../../activity/activity.js';
import { ok, unknown, type Verdict, warn } from '../finding.js';
import type { Arrival } from './phone-line.js';
import { afterHello, type PhoneCheck } from './phone-session.js';

const expected = ['1', '2', '3', '4', '5'] as const;

/** In which order messages of one second arrive; R2 takes the order of arrival for theirs. */
export const checkPhoneOrder: PhoneCheck = afterHello(async ({ line, number, say, waitMs }) => {
  const before = line.arrivals.length;
  const soFar = (): readonly Activity[] => firstOnes(line.arrivals.slice(before));
  say(`Send five messages to ${number} as fast as you can, each one digit: 1, 2, 3, 4, 5.`);
  const all = await line.until(() => (soFar().length >= expected.length ? soFar() : undefined), waitMs);
  return judge(all ?? soFar());
});

/** The numbered messages by arrival; what came again counts where it came first. */
function firstOnes(arrivals: readonly Arrival[]): readonly Activity[] {
  const byId = new Map<string | undefined, Activity>();
  for (const { activity } of arrivals) {
    const isNumbered = (expected as readonly string[]).includes(activity.text?.trim() ?? '');
    // A key that is set anew keeps its place.
    if (isNumbered) byId.set(activity.id, activity);
  }
  return [...byId.values()];
}

function judge(activities: readonly Activity[]): Verdict {
  const shared = [...bySecond(activities).values()].filter(({ length }) => length > 1);
  if (shared.length === 0) {
    return unknown(
      `How messages of one second are ordered is not known, because no two of the ${activities.length} that came share one: send them faster.`,
    );
  }
  if (shared.every(isAscending)) return ok('Messages of one second arrive in the order in which they were sent.');
  return warn(
    'Messages of one second arrive in another order than they were sent in: collect bursts, so that the bot answers them as a whole, and do not rely on their order (R2).',
  );
}

/** The digits of each second, by arrival. */
function bySecond(activities: readonly Activity[]): ReadonlyMap<number | undefined, readonly number[]> {
  const seconds = new Map<number | undefined, number[]>();
  for (const { timestamp, text } of activities) {
    const second = timestamp?.getTime();
    seconds.set(second, [...(seconds.get(second) ?? []), Number(text)]);
  }
  return seconds;
}

function isAscending(digits: readonly number[]): boolean {
  return digits.every((digit, index) => index === 0 || digit > (digits[index - 1] ?? 0));
}
