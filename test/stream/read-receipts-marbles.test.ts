import { NEVER, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { type Activity, dispatch, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const marbles = (): TestScheduler => new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
const values = (): Record<'a' | 'b' | 'c', Activity> => ({ a: message(), b: message(), c: message() });

test('readReceipts passes what is not under way in the channel, and completes with its source', () => {
  const { channel } = open();
  const same = values();
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(cold('-a-(bc)-|', same).pipe(readReceipts(channel))).toBe('-a-(bc)-|', same);
  });
});

test('readReceipts passes an error of its source on', () => {
  const { channel } = open();
  const same = values();
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(cold('-a-#', same).pipe(readReceipts(channel))).toBe('-a-#', same);
  });
});

test('readReceipts leaves its source when it is left', () => {
  const { channel } = open();
  const same = values();
  marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('-a-b-c-', same);
    expectObservable(source.pipe(readReceipts(channel)), '---^--!').toBe('---b-c-', same);
    expectSubscriptions(source.subscriptions).toBe('---^--!');
  });
});

test('readReceipts keeps a held activity when its source completes, and completes after it', async () => {
  const { channel } = open();
  const [seen, held]: [Activity[], Activity[]] = [[], []];
  channel.incoming$.subscribe((activity) => held.push(activity));
  channel.handle(() => undefined);
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  let completed = false;
  const [activity] = held;
  if (activity === undefined) throw new Error('nothing came');
  of(activity)
    .pipe(readReceipts(channel))
    .subscribe({ next: (next) => seen.push(next), complete: () => (completed = true) });
  expect([seen.length, completed]).toEqual([0, false]);
  await time.clock.tickAsync(1000);
  expect([seen.length, completed]).toEqual([1, true]);
});

test('dispatch leaves its source when it is left, and another may follow', () => {
  const { channel } = open();
  marbles().run(({ hot, expectObservable, expectSubscriptions, flush }) => {
    const source = hot<Activity>('-------');
    const bot = dispatch(channel, () => undefined);
    expectObservable(source.pipe(bot), '^--!').toBe('----');
    expectObservable(source.pipe(bot), '----^-!').toBe('-----');
    expectSubscriptions(source.subscriptions).toBe(['^--!', '----^-!']);
    flush();
  });
});

test('dispatch passes an error of its source on', () => {
  const { channel } = open();
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(cold<Activity>('--#').pipe(dispatch(channel, () => undefined))).toBe('--#');
  });
});

test('dispatch completes at once with a source that gave nothing, and never with one that goes on', () => {
  const { channel } = open();
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(cold<Activity>('--|').pipe(dispatch(channel, () => undefined))).toBe('--|');
  });
  marbles().run(({ expectObservable }) => {
    expectObservable(NEVER.pipe(dispatch(channel, () => undefined)), '---!').toBe('-');
  });
});
