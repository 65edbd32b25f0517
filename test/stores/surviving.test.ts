import { describe, expect, it } from 'vitest';
import { message } from '../helpers/activities.js';
import { createFakeHost } from './fake-host.js';
import { durableSubjects } from './subjects.js';
import { useStores } from './use-stores.js';

describe.each(durableSubjects)('surviving, $name', (subject) => {
  const stores = useStores(subject);

  it('hands out after a restart what was not settled, in order, before what comes then', async () => {
    const before = await stores.open();
    before.listen();
    const ids = Array.from({ length: 20 }, (_, index) => `wamid.${index}`);
    for (const id of ids) await before.inbox.accept(message({ id, customer: `91980000000${Number(id.slice(6)) % 3}` }));
    await before.hasEmitted(...ids);
    for (const id of ids.slice(0, 5)) await before.inbox.settle(before.activity(id), 'handled');
    await before.inbox.close();

    const after = await stores.open();
    await after.inbox.accept(message({ id: 'wamid.new' }));
    after.listen();
    await after.hasEmitted(...ids.slice(5), 'wamid.new');
    expect((await after.health()).waiting).toBe(16);
  });

  it('gives the activity back as it was', async () => {
    const before = await stores.open();
    const activity = {
      ...message({ id: 'wamid.1', tap: true, text: 'naïve 👍\n' }),
      entities: [{ type: 'Place', x: null }],
    };
    await before.inbox.accept(activity);
    await before.inbox.close();
    const after = await stores.open();
    after.listen();
    await after.hasEmitted('wamid.1');
    expect(after.activity('wamid.1')).toEqual(activity);
  });

  it('knows after a restart what waits, what is done and what was given up', async () => {
    const before = await stores.open();
    before.listen();
    for (const id of ['wamid.waits', 'wamid.done', 'wamid.dead']) await before.inbox.accept(message({ id }));
    await before.hasEmitted('wamid.waits', 'wamid.done', 'wamid.dead');
    await before.inbox.settle(before.activity('wamid.done'), 'handled');
    await before.inbox.settle(before.activity('wamid.dead'), 'failed');
    await before.inbox.close();
    const { inbox } = await stores.open();
    for (const id of ['wamid.waits', 'wamid.done', 'wamid.dead']) {
      expect(await inbox.accept(message({ id })), id).toBe('duplicate');
    }
  });

  it('counts failed turns over a restart', async () => {
    const before = await stores.open();
    before.listen();
    await before.inbox.accept(message({ id: 'wamid.1' }));
    await before.hasEmitted('wamid.1');
    expect(await before.inbox.failed?.(before.activity('wamid.1'))).toBe(1);
    expect(await before.inbox.failed?.(before.activity('wamid.1'))).toBe(2);
    await before.inbox.close();
    const after = await stores.open();
    after.listen();
    await after.hasEmitted('wamid.1');
    expect(await after.inbox.failed?.(after.activity('wamid.1'))).toBe(3);
    await after.inbox.settle(after.activity('wamid.1'), 'failed');
    expect((await after.deadLetters?.list())?.[0]?.attempts).toBe(3);
  });

  it('gives back what was kept of conversations; those of messages that come again are told', async () => {
    const before = await stores.open();
    const host = createFakeHost();
    before.attach(host);
    before.listen();
    const waiting = message({ id: 'wamid.waits', customer: '1' });
    const done = message({ id: 'wamid.done', customer: '1' });
    for (const activity of [waiting, done]) await before.inbox.accept(activity);
    await before.hasEmitted('wamid.waits', 'wamid.done');
    host.change(waiting.conversation.id, { state: { pending: ['wamid.done'] }, busy: true });
    host.change('911200000000:2', { state: { mark: 7 }, busy: false });
    host.change('911200000000:3', { state: { mark: 8 }, busy: false });
    host.change('911200000000:3', { state: undefined, busy: false });
    await before.inbox.settle(before.activity('wamid.done'), 'handled');
    await before.inbox.close();

    const after = await stores.open();
    const again = createFakeHost();
    after.attach(again);
    after.listen();
    await after.hasEmitted('wamid.waits');
    const restored = new Map(again.restored.map(({ conversation, ...rest }) => [conversation, rest]));
    expect(restored.get(waiting.conversation.id)?.state).toEqual({ pending: ['wamid.done'] });
    expect(restored.get(waiting.conversation.id)?.except).toEqual(['wamid.waits']);
    expect(restored.has('911200000000:3')).toBe(false);
    if (!before.shared) expect(restored.get('911200000000:2')?.state).toEqual({ mark: 7 });
  });
});

describe.each(durableSubjects)('dead letters, $name', (subject) => {
  const stores = useStores(subject);

  it('keeps what failed for good, the oldest first, with what is known of it', async () => {
    const store = await stores.open();
    store.listen();
    for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) await store.inbox.accept(message({ id }));
    await store.hasEmitted('wamid.1', 'wamid.2', 'wamid.3');
    for (const [id, outcome] of [
      ['wamid.1', 'failed'],
      ['wamid.2', 'timedOut'],
      ['wamid.3', 'unhandled'],
    ] as const) {
      if (outcome !== 'unhandled') await store.inbox.failed?.(store.activity(id));
      await store.inbox.settle(store.activity(id), outcome);
    }
    const letters = (await store.deadLetters?.list()) ?? [];
    expect(letters.map(({ id, outcome, attempts }) => [id, outcome, attempts])).toEqual([
      ['wamid.1', 'failed', 1],
      ['wamid.2', 'timedOut', 1],
      ['wamid.3', 'unhandled', 0],
    ]);
    expect(letters[0]?.activity).toEqual(store.activity('wamid.1'));
    expect(letters[0]?.conversation).toBe('911200000000:919800000001');
    expect(new Date(letters[0]?.failedAt ?? '').toISOString()).toBe(letters[0]?.failedAt);
    expect((await store.deadLetters?.list({ limit: 2 }))?.map(({ id }) => id)).toEqual(['wamid.1', 'wamid.2']);
    expect(await store.health()).toMatchObject({ waiting: 0, dead: 3 });
  });

  it('replays one as if it had just come, once', async () => {
    const store = await stores.open();
    store.listen();
    for (const id of ['wamid.1', 'wamid.2']) await store.inbox.accept(message({ id }));
    await store.hasEmitted('wamid.1', 'wamid.2');
    await store.inbox.failed?.(store.activity('wamid.1'));
    await store.inbox.settle(store.activity('wamid.1'), 'failed');
    expect(await store.deadLetters?.replay('wamid.1')).toBe(true);
    expect(await store.deadLetters?.replay('wamid.1')).toBe(false);
    await store.hasEmitted('wamid.1', 'wamid.2', 'wamid.1');
    expect(await store.deadLetters?.list()).toEqual([]);
    expect(await store.health()).toMatchObject({ waiting: 2, dead: 0 });
    expect(await store.inbox.failed?.(store.activity('wamid.1')), 'counted anew').toBe(1);
    expect(await store.inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  });

  it('drops one, whose redelivery is still recognised', async () => {
    const store = await stores.open();
    store.listen();
    await store.inbox.accept(message({ id: 'wamid.1' }));
    await store.hasEmitted('wamid.1');
    await store.inbox.settle(store.activity('wamid.1'), 'failed');
    expect(await store.deadLetters?.drop('wamid.1')).toBe(true);
    expect(await store.deadLetters?.drop('wamid.1')).toBe(false);
    expect(await store.deadLetters?.replay('wamid.1')).toBe(false);
    expect(await store.deadLetters?.list()).toEqual([]);
    expect(await store.inbox.accept(message({ id: 'wamid.1' }))).toBe('duplicate');
  });

  it('knows nothing of messages that wait, are done or never came', async () => {
    const store = await stores.open();
    store.listen();
    for (const id of ['wamid.waits', 'wamid.done']) await store.inbox.accept(message({ id }));
    await store.hasEmitted('wamid.waits', 'wamid.done');
    await store.inbox.settle(store.activity('wamid.done'), 'handled');
    for (const id of ['wamid.waits', 'wamid.done', 'wamid.never']) {
      expect([await store.deadLetters?.replay(id), await store.deadLetters?.drop(id)], id).toEqual([false, false]);
    }
  });
});
