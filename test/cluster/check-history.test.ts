import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.js';
import type { History, Rules } from './history.js';

const rules: Rules = { quietMs: 200, maxWaitMs: 1_000, leaseMs: 2_000, recordMs: 500 };

const post = (id: string, atMs: number, timestampS: number = Math.floor(atMs / 1000)) => ({
  id,
  conversation: 'c',
  timestampS,
  firstSentMs: atMs,
  acceptedMs: atMs + 10,
});
const emission = (id: string, atMs: number, instance: string = 'a') => ({ instance, conversation: 'c', id, atMs });
const turn = (id: string, beganMs: number, rest: Partial<History['turns'][number]> = {}) => ({
  instance: 'a',
  conversation: 'c',
  id,
  beganMs,
  endedMs: beganMs + 100,
  aborted: false,
  ...rest,
});
const read = (id: string, atMs: number, instance: string = 'a') => ({ instance, id, atMs });

/** Two bursts, each with its receipt, each handled. */
const good: History = {
  posts: [post('1', 1_000), post('2', 1_100), post('3', 5_000)],
  emissions: [emission('1', 1_010), emission('2', 1_110), emission('3', 5_010)],
  turns: [turn('1', 1_400), turn('2', 1_500), turn('3', 5_300)],
  reads: [read('2', 1_350), read('3', 5_250)],
  disturbances: [],
};
const kill = { what: 'kill' as const, instance: 'a', fromMs: 1_450, toMs: 1_450 };

function problemsOf(changes: Partial<History>): string[] {
  return checkHistory({ ...good, ...changes }, rules);
}

describe('the checker of histories', () => {
  it('finds nothing wrong with a good one', () => {
    expect(checkHistory(good, rules)).toEqual([]);
  });

  it('finds a message that was accepted and has no turn, or none that ended well', () => {
    expect(problemsOf({ turns: good.turns.slice(0, 2) })).toEqual([expect.stringContaining('lost: 3')]);
    expect(problemsOf({ turns: [turn('1', 1_400), turn('2', 1_500), turn('3', 5_300, { aborted: true })] })).toEqual([
      expect.stringContaining('lost: 3'),
    ]);
  });

  it('does not miss a message that was never accepted', () => {
    const { acceptedMs: _, ...refused } = post('4', 6_000);
    expect(problemsOf({ posts: [...good.posts, refused] })).toEqual([]);
  });

  it('finds turns in the wrong order, and leaves alone what was under way together', () => {
    expect(problemsOf({ turns: [turn('2', 1_400), turn('1', 1_500), turn('3', 5_300)] })).toEqual([
      expect.stringContaining('order: 2'),
    ]);
    const together = [{ ...post('1', 1_000), acceptedMs: 1_105 }, ...good.posts.slice(1)];
    expect(problemsOf({ posts: together, turns: [turn('2', 1_400), turn('1', 1_500), turn('3', 5_300)] })).toEqual([]);
  });

  it('finds two processes at one conversation', () => {
    const turns = [turn('1', 1_400), turn('2', 1_450, { instance: 'b' }), turn('3', 5_300)];
    expect(problemsOf({ turns })).toEqual([expect.stringContaining('holders: b began with 2')]);
  });

  it('finds two turns of one conversation at once in one process, aborted or not excused by nothing', () => {
    const turns = [turn('1', 1_400), turn('2', 1_450), turn('3', 5_300)];
    expect(problemsOf({ turns })).toEqual([expect.stringContaining('holders: a began with 2')]);
  });

  it('excuses a process that was paused in its turn only if its turn was aborted', () => {
    const pause = { what: 'pause' as const, instance: 'a', fromMs: 1_410, toMs: 4_500 };
    const long = turn('1', 1_400, { endedMs: 4_600, aborted: true });
    const taken = [long, turn('1', 3_900, { instance: 'b' }), turn('2', 4_100, { instance: 'b' }), turn('3', 5_300)];
    expect(problemsOf({ turns: taken, disturbances: [pause] })).toEqual([]);
    const atOnce = [{ ...long, endedMs: 4_510, aborted: false }, ...taken.slice(1)];
    expect(problemsOf({ turns: atOnce, disturbances: [pause] })).toEqual([]);
    const notAborted = [{ ...long, endedMs: 5_000, aborted: false }, ...taken.slice(1)];
    expect(problemsOf({ turns: notAborted, disturbances: [pause] })).toEqual([
      expect.stringContaining('holders: b began with 1'),
      expect.stringContaining('holders: b began with 2'),
    ]);
  });

  it('finds a second turn for no reason, and allows one after a kill in the first', () => {
    const again = [turn('1', 1_400), turn('1', 1_700), turn('2', 1_900), turn('3', 5_300)];
    expect(problemsOf({ turns: again })).toEqual([expect.stringContaining('duplicate: 1')]);
    const { endedMs: _, ...killed } = turn('1', 1_400);
    const after = [killed, turn('1', 3_700, { instance: 'b' }), turn('2', 3_900, { instance: 'b' }), turn('3', 5_300)];
    expect(problemsOf({ turns: after, disturbances: [kill] })).toEqual([]);
    expect(problemsOf({ turns: after, disturbances: [{ ...kill, instance: 'b' }] })).toContainEqual(
      expect.stringContaining('duplicate: 1'),
    );
  });

  it('finds a kill that came too late to excuse a second turn', () => {
    const again = [turn('1', 1_400), turn('2', 1_500), turn('1', 2_700, { instance: 'b' }), turn('3', 5_300)];
    expect(problemsOf({ turns: again, disturbances: [{ ...kill, fromMs: 2_600, toMs: 2_600 }] })).toEqual([
      expect.stringContaining('duplicate: 1'),
    ]);
  });

  it('finds one receipt too many, and allows one more for a kill', () => {
    const reads = [read('1', 1_220), ...good.reads];
    expect(problemsOf({ reads })).toEqual([expect.stringContaining('receipts: 3 calls')]);
    expect(problemsOf({ reads, disturbances: [kill] })).toEqual([]);
  });

  it('finds a message that nobody posted, and one that was never read though it is the newest', () => {
    expect(problemsOf({ turns: [...good.turns, turn('9', 6_000)] })).toContainEqual(
      expect.stringContaining('lost: 9 was handled and never posted'),
    );
    const unread = [expect.stringContaining('receipts: the newest message of c was never marked read')];
    expect(problemsOf({ reads: [] })).toEqual(unread);
    expect(problemsOf({ reads: good.reads.slice(0, 1) })).toEqual(unread);
  });

  it('excuses a receipt too many by nothing that happened to a process without the conversation', () => {
    const reads = [read('1', 1_220), ...good.reads];
    expect(problemsOf({ reads, disturbances: [{ ...kill, instance: 'b' }] })).toEqual([
      expect.stringContaining('receipts: 3 calls'),
    ]);
  });

  it('holds the turns that came to their end against the order', () => {
    const { endedMs: _, ...killed } = turn('1', 1_400);
    const turns = [killed, turn('2', 3_700, { instance: 'b' }), turn('1', 3_900, { instance: 'b' }), turn('3', 5_300)];
    expect(problemsOf({ turns, disturbances: [kill] })).toContainEqual(expect.stringContaining('order: 2'));
  });

  it('counts a burst that goes on and on by its cap', () => {
    const ids = Array.from({ length: 15 }, (_, index) => `${index}`);
    const posts = ids.map((id, index) => post(id, 1_000 + index * 100, 1));
    const emissions = ids.map((id, index) => emission(id, 1_010 + index * 100));
    const turns = ids.map((id, index) => turn(id, 3_000 + index * 100));
    const reads = [read('9', 2_010), read('14', 2_700)];
    expect(problemsOf({ posts, emissions, turns, reads })).toEqual([]);
    expect(problemsOf({ posts, emissions, turns, reads: [...reads, read('14', 2_800)] })).toEqual([
      expect.stringContaining('receipts: 3 calls'),
    ]);
  });

  it('finds a mark that goes back, and excuses only who was held up between the two calls', () => {
    const reads = [read('3', 1_350), read('2', 5_250, 'b')];
    const back = [expect.stringContaining('marks: c went back to 2')];
    expect(problemsOf({ reads })).toEqual(back);
    const pause = { what: 'pause' as const, instance: 'a', fromMs: 1_300, toMs: 5_200 };
    expect(problemsOf({ reads, disturbances: [pause] })).toEqual([]);
    expect(problemsOf({ reads, disturbances: [{ ...pause, instance: 'b' }] })).toEqual([]);
    expect(problemsOf({ reads, disturbances: [{ ...pause, instance: 'x' }] })).toEqual(back);
    expect(problemsOf({ reads, disturbances: [{ ...pause, fromMs: 5_300, toMs: 5_400 }] })).toEqual(back);
  });

  it('finds a mark of a message nobody posted', () => {
    expect(problemsOf({ reads: [read('9', 1_350)] })).toContainEqual(expect.stringContaining('marks: 9'));
  });
});
