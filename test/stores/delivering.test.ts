import { describe, expect, it } from 'vitest';
import { message } from '../helpers/activities.js';
import { subjects } from './subjects.js';
import { useStores } from './use-stores.js';

describe.each(subjects)('delivering, $name', (subject) => {
  const stores = useStores(subject);

  it('emits what waited and what comes then, in order of arrival', async () => {
    const { inbox, ...store } = await stores.open();
    for (const id of ['wamid.1', 'wamid.2']) await inbox.accept(message({ id }));
    store.listen();
    for (const id of ['wamid.3', 'wamid.4']) await inbox.accept(message({ id }));
    await store.hasEmitted('wamid.1', 'wamid.2', 'wamid.3', 'wamid.4');
  });

  it('emits the activity as it was accepted', async () => {
    const { inbox, ...store } = await stores.open();
    const plain = message({ id: 'wamid.1', text: 'naïve 👍\n"quoted"' });
    const rich = {
      ...message({ id: 'wamid.2', tap: true, at: Number.NaN }),
      attachments: [{ contentType: 'image/png', contentUrl: 'https://example.test/a.png', name: 'a.png' }],
      entities: [{ type: 'Place', geo: { latitude: 1.5 } }],
      channelData: { provider: { deep: [{ list: [1, null, 'two'] }] } },
    };
    for (const activity of [plain, rich]) await inbox.accept(activity);
    store.listen();
    await store.hasEmitted('wamid.1', 'wamid.2');
    expect([store.activity('wamid.1'), store.activity('wamid.2')]).toEqual([plain, rich]);
  });

  it('emits nothing after it was stopped; who listens next is given what is not settled, in order', async () => {
    const { inbox, ...store } = await stores.open();
    const stop = store.listen();
    for (const id of ['wamid.1', 'wamid.2']) await inbox.accept(message({ id }));
    await store.hasEmitted('wamid.1', 'wamid.2');
    stop();
    await inbox.accept(message({ id: 'wamid.3' }));
    await inbox.settle(store.activity('wamid.1'), 'handled');
    expect(store.emitted.splice(0)).toEqual(['wamid.1', 'wamid.2']);
    store.listen();
    stop();
    await inbox.accept(message({ id: 'wamid.4' }));
    await store.hasEmitted('wamid.2', 'wamid.3', 'wamid.4');
  });

  it('emits in order what comes while something is emitted', async () => {
    const { inbox, ...store } = await stores.open();
    for (const id of ['wamid.1', 'wamid.2']) await inbox.accept(message({ id }));
    store.listen(({ id }) => {
      if (id === 'wamid.1') void inbox.accept(message({ id: 'wamid.3' }));
    });
    await store.hasEmitted('wamid.1', 'wamid.2', 'wamid.3');
  });

  it('emits a settled one no more', async () => {
    const { inbox, ...store } = await stores.open();
    store.listen((activity) => void inbox.settle(activity, 'handled'));
    for (const id of ['wamid.1', 'wamid.2']) await inbox.accept(message({ id }));
    await store.hasEmitted('wamid.1', 'wamid.2');
    store.listen();
    await inbox.accept(message({ id: 'wamid.3' }));
    await store.hasEmitted('wamid.1', 'wamid.2', 'wamid.3');
  });

  it('settling twice, or what was never accepted, changes nothing', async () => {
    const { inbox, ...store } = await stores.open({ maxWaiting: 1 });
    store.listen();
    await inbox.accept(message({ id: 'wamid.1' }));
    await store.hasEmitted('wamid.1');
    await inbox.settle(message({ id: 'wamid.unknown' }), 'handled');
    expect(await inbox.accept(message({ id: 'wamid.2' }))).toBe('full');
    await inbox.settle(store.activity('wamid.1'), 'handled');
    await inbox.settle(store.activity('wamid.1'), 'handled');
    await inbox.accept(message({ id: 'wamid.2' }));
    expect(await inbox.accept(message({ id: 'wamid.3' }))).toBe('full');
  });

  it('takes a copy of an activity for the activity', async () => {
    const { inbox, ...store } = await stores.open({ maxWaiting: 1 });
    store.listen();
    await inbox.accept(message({ id: 'wamid.1' }));
    await store.hasEmitted('wamid.1');
    await inbox.settle(message({ id: 'wamid.1', text: 'replaced' }), 'handled');
    expect(await inbox.accept(message({ id: 'wamid.2' }))).not.toBe('full');
  });

  it('gives at close what was handed out and is not settled, in order, twice the same, and emits nothing more', async () => {
    const { inbox, ...store } = await stores.open();
    store.listen();
    for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) await inbox.accept(message({ id }));
    await store.hasEmitted('wamid.1', 'wamid.2', 'wamid.3');
    await inbox.settle(store.activity('wamid.2'), 'failed');
    const remaining = await inbox.close();
    expect(remaining.map(({ id }) => id)).toEqual(['wamid.1', 'wamid.3']);
    expect(await inbox.close()).toEqual(remaining);
    expect(store.emitted).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
  });

  it('tells that it can be reached', async () => {
    const store = await stores.open();
    expect((await store.health()).reachable).toBe(true);
  });
});
