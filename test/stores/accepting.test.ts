import { describe, expect, it } from 'vitest';
import { message } from '../helpers/activities.js';
import { isTaken } from './store-subject.js';
import { subjects } from './subjects.js';
import { useStores } from './use-stores.js';

describe.each(subjects)('accepting, $name', (subject) => {
  const stores = useStores(subject);

  it('takes a message once: a second time it is a duplicate, whether it waits, is out or is done', async () => {
    const { inbox, ...store } = await stores.open();
    expect(isTaken(await inbox.accept(message({ id: 'wamid.1' })))).toBe(true);
    expect(await inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
    store.listen();
    await store.hasEmitted('wamid.1');
    expect(await inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
    await inbox.settle(store.activity('wamid.1'), 'handled');
    expect(await inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  });

  it('takes one of many that come at once with the same id', async () => {
    const { inbox, ...store } = await stores.open();
    const offered = Array.from({ length: 60 }, (_, index) => message({ id: `wamid.${index % 3}` }));
    const answers = await Promise.all(offered.map(async (activity) => inbox.accept(activity)));
    expect(answers.filter(isTaken)).toHaveLength(3);
    expect(answers.filter((answer) => answer === 'duplicate')).toHaveLength(57);
    store.listen();
    await store.hasEmitted('wamid.0', 'wamid.1', 'wamid.2');
  });

  it('is full with maxWaiting not settled; a settled one makes room, and a refused id is not remembered', async () => {
    const { inbox, ...store } = await stores.open({ maxWaiting: 2 });
    store.listen();
    for (const id of ['wamid.1', 'wamid.2']) expect(isTaken(await inbox.accept(message({ id })))).toBe(true);
    expect(await inbox.accept(message({ id: 'wamid.3' }))).toBe('full');
    expect(await inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
    await store.hasEmitted('wamid.1', 'wamid.2');
    await inbox.settle(store.activity('wamid.1'), 'handled');
    expect(isTaken(await inbox.accept(message({ id: 'wamid.3' })))).toBe(true);
  });

  it('does not take more than maxWaiting of what comes at once', async () => {
    const { inbox } = await stores.open({ maxWaiting: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, async () => inbox.accept(message())));
    expect(answers.filter(isTaken)).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'full')).toHaveLength(15);
  });

  it('knows ids of any characters apart', async () => {
    const { inbox } = await stores.open();
    const ids = [
      'wamid.!',
      'wamid."',
      'wamid.\\',
      'wamid.\n',
      'wamid.ü',
      'wamid.\ud800',
      'wamid.\udc00',
      'w'.repeat(2_000),
    ];
    const answers = await Promise.all([...ids, ...ids].map(async (id) => inbox.accept(message({ id }))));
    expect(answers.slice(0, ids.length).every(isTaken)).toBe(true);
    expect(answers.slice(ids.length)).toEqual(ids.map(() => 'duplicate'));
  });
});
