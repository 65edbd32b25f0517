import { type Activity, createMemoryInbox, OptionsError } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';

const idsOf = (activities: readonly Activity[]): (string | undefined)[] => activities.map(({ id }) => id);
const withoutId = (): Activity => {
  const { id: _id, ...rest } = message();
  return rest;
};

test('a message is accepted once; a second time it is a duplicate, settled or not', () => {
  const inbox = createMemoryInbox();
  const activity = message({ id: 'wamid.1' });
  expect(inbox.accept(activity)).toBe('accepted');
  expect(inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  void inbox.settle(activity, 'handled');
  expect(inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
});

test('what is accepted waits until somebody listens, and is then emitted in order', () => {
  const inbox = createMemoryInbox();
  const seen: Activity[] = [];
  void inbox.accept(message({ id: 'wamid.1' }));
  void inbox.accept(message({ id: 'wamid.2' }));
  inbox.deliver((activity) => seen.push(activity));
  void inbox.accept(message({ id: 'wamid.3' }));
  expect(idsOf(seen)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

test('what is accepted while the waiting ones are emitted comes after them', () => {
  const inbox = createMemoryInbox();
  const seen: Activity[] = [];
  for (const id of ['wamid.1', 'wamid.2']) void inbox.accept(message({ id }));
  inbox.deliver((activity) => {
    seen.push(activity);
    if (activity.id === 'wamid.1') void inbox.accept(message({ id: 'wamid.3' }));
  });
  expect(idsOf(seen)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

test('after the stop function nothing is emitted; the next who listens is given what is not settled', () => {
  const inbox = createMemoryInbox();
  const [first, second]: [Activity[], Activity[]] = [[], []];
  const stop = inbox.deliver((activity) => first.push(activity));
  const one = message({ id: 'wamid.1' });
  void inbox.accept(one);
  void inbox.accept(message({ id: 'wamid.2' }));
  stop();
  void inbox.accept(message({ id: 'wamid.3' }));
  void inbox.settle(one, 'handled');
  inbox.deliver((activity) => second.push(activity));
  stop();
  void inbox.accept(message({ id: 'wamid.4' }));
  expect([idsOf(first), idsOf(second)]).toEqual([
    ['wamid.1', 'wamid.2'],
    ['wamid.2', 'wamid.3', 'wamid.4'],
  ]);
});

test('an inbox closed while it emits emits nothing more', () => {
  const inbox = createMemoryInbox();
  const seen: Activity[] = [];
  for (const id of ['wamid.1', 'wamid.2']) void inbox.accept(message({ id }));
  inbox.deliver((activity) => {
    seen.push(activity);
    void inbox.close();
  });
  expect(idsOf(seen)).toEqual(['wamid.1']);
});

test('with maxWaiting not settled it is full; a settled one makes room; a refused id is not remembered', () => {
  const inbox = createMemoryInbox({ maxWaiting: 2 });
  const one = message({ id: 'wamid.1' });
  expect([inbox.accept(one), inbox.accept(message({ id: 'wamid.2' }))]).toEqual(['accepted', 'accepted']);
  expect(inbox.accept(message({ id: 'wamid.3' }))).toBe('full');
  void inbox.settle(one, 'handled');
  expect(inbox.accept(message({ id: 'wamid.3' }))).toBe('accepted');
});

test('a duplicate is told as one though the inbox is full', () => {
  const inbox = createMemoryInbox({ maxWaiting: 1 });
  void inbox.accept(message({ id: 'wamid.1' }));
  expect(inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
});

test('the last 100,000 ids are remembered by default', () => {
  const inbox = createMemoryInbox();
  for (let index = 0; index < 100_001; index += 1) {
    const activity = message({ id: `wamid.${index}` });
    expect(inbox.accept(activity)).toBe('accepted');
    void inbox.settle(activity, 'handled');
  }
  expect(inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  expect(inbox.accept(message({ id: 'wamid.0' }))).toBe('accepted');
});

test('a message that waits is recognised however many ids came after it', () => {
  const inbox = createMemoryInbox({ maxWaiting: 2, maxRemembered: 2 });
  void inbox.accept(message({ id: 'wamid.waits' }));
  for (let index = 0; index < 5; index += 1) {
    const activity = message({ id: `wamid.${index}` });
    void inbox.accept(activity);
    void inbox.settle(activity, 'handled');
  }
  expect(inbox.accept(message({ id: 'wamid.waits' }))).toBe('duplicate');
});

test('activities without an id are each their own', () => {
  const inbox = createMemoryInbox();
  const [one, two] = [withoutId(), withoutId()];
  expect([inbox.accept(one), inbox.accept(two)]).toEqual(['accepted', 'accepted']);
  void inbox.settle(one, 'handled');
  expect(inbox.close()).toEqual([two]);
});

test('settling twice, or what was never accepted, changes nothing', () => {
  const inbox = createMemoryInbox({ maxWaiting: 1 });
  const one = message({ id: 'wamid.1' });
  void inbox.accept(one);
  void inbox.settle(message({ id: 'wamid.unknown' }), 'handled');
  expect(inbox.accept(message({ id: 'wamid.2' }))).toBe('full');
  void inbox.settle(one, 'handled');
  void inbox.settle(one, 'handled');
  expect([inbox.accept(message({ id: 'wamid.2' })), inbox.accept(message({ id: 'wamid.3' }))]).toEqual([
    'accepted',
    'full',
  ]);
});

test('an activity is settled by its id: a copy of it will do', () => {
  const inbox = createMemoryInbox();
  void inbox.accept(message({ id: 'wamid.1' }));
  void inbox.settle(message({ id: 'wamid.1', text: 'replaced' }), 'handled');
  expect(inbox.close()).toEqual([]);
});

test('close gives what is not settled, in order, and emits nothing more', () => {
  const inbox = createMemoryInbox();
  const seen: Activity[] = [];
  const two = message({ id: 'wamid.2' });
  inbox.deliver((activity) => seen.push(activity));
  for (const activity of [message({ id: 'wamid.1' }), two, message({ id: 'wamid.3' })]) void inbox.accept(activity);
  void inbox.settle(two, 'failed');
  expect(idsOf(inbox.close() as readonly Activity[])).toEqual(['wamid.1', 'wamid.3']);
  void inbox.accept(message({ id: 'wamid.4' }));
  expect(idsOf(seen)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

for (const options of [
  { maxWaiting: -1 },
  { maxWaiting: 0 },
  { maxWaiting: Number.NaN },
  { maxWaiting: '5' },
  { maxRemembered: -1 },
  { maxWating: 5 },
]) {
  test(`options are checked when given: ${Object.entries(options)[0]?.join(' ')} throws and is named`, () => {
    expect(() => createMemoryInbox(options as never)).toThrow(OptionsError);
    expect(() => createMemoryInbox(options as never)).toThrow(Object.keys(options)[0]);
  });
}
