import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CUSTOMER, createRecordingInbox, deferred, OTHER, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('a conversation has one turn at a time, in order of arrival', async () => {
  const { channel } = open({ receipts: false });
  const log: string[] = [];
  channel.handle(async ({ id }) => {
    log.push(`+${id}`);
    await new Promise((resolve) => setTimeout(resolve, id === 'wamid.1' ? 500 : 10));
    log.push(`-${id}`);
  });
  await post(channel, text('wamid.1'), text('wamid.2'));
  await post(channel, text('wamid.3'));
  await time.clock.tickAsync(1000);
  expect(log).toEqual(['+wamid.1', '-wamid.1', '+wamid.2', '-wamid.2', '+wamid.3', '-wamid.3']);
});

test('conversations run in parallel', async () => {
  const { channel } = open({ receipts: false });
  const work = deferred();
  const started: (string | undefined)[] = [];
  channel.handle(({ id }) => {
    started.push(id);
    return work.promise;
  });
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3', { from: OTHER }));
  await time.clock.tickAsync(0);
  expect(started).toEqual(['wamid.1', 'wamid.3']);
  work.resolve();
});

test('one customer at two business numbers has two conversations', async () => {
  const { channel } = open({ receipts: false });
  const work = deferred();
  const started: string[] = [];
  channel.handle(({ conversation }) => {
    started.push(conversation.id);
    return work.promise;
  });
  const { kaleyraWebhook } = await import('tidemark/testing');
  for (const businessNumber of ['911200000000', '911200000009']) {
    const body = kaleyraWebhook({ from: CUSTOMER, businessNumber, messages: [text(`wamid.${businessNumber}`)] });
    await channel.handleWebhook({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
  await time.clock.tickAsync(0);
  expect(started).toEqual([`911200000000:${CUSTOMER}`, `911200000009:${CUSTOMER}`]);
  work.resolve();
});

test('no more turns run at once than concurrency says', async () => {
  const { channel } = open({ receipts: false, concurrency: 2 });
  const work = new Map(['1', '2', '3'].map((name) => [`wamid.${name}`, deferred()]));
  const started: (string | undefined)[] = [];
  channel.handle(({ id = '' }) => {
    started.push(id);
    return work.get(id)?.promise;
  });
  await post(channel, ...['1', '2', '3'].map((name) => text(`wamid.${name}`, { from: `91980000000${name}` })));
  await time.clock.tickAsync(0);
  expect(started).toEqual(['wamid.1', 'wamid.2']);
  work.get('wamid.2')?.resolve();
  await time.clock.tickAsync(0);
  expect(started).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
  for (const { resolve } of work.values()) resolve();
});

test('a held activity takes no slot', async () => {
  const { channel } = open({ concurrency: 1 });
  const handled: (string | undefined)[] = [];
  channel.handle(({ id }) => void handled.push(id));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  await channel.continueConversation('911200000000:919800000007', () => void handled.push('proactive'));
  expect(handled).toEqual(['proactive']);
  await time.clock.tickAsync(500);
  expect(handled).toEqual(['proactive', 'wamid.1']);
});

test('R17: whatever comes, each message is handled once, in order of arrival, and settled once', async () => {
  const step = fc.record({
    customer: fc.constantFrom('919800000001', '919800000002', '919800000003'),
    pauseMs: fc.nat(1500),
    again: fc.boolean(),
  });
  const when = fc.constantFrom('beforeHandler' as const, 'alongside' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), when, fc.nat(1500), async (steps, when, handlerMs) => {
      const inbox = createRecordingInbox();
      const { channel, gateway } = open({ inbox, receipts: { when }, concurrency: 2 });
      const handled: Record<string, string[]> = {};
      const sent: Record<string, string[]> = {};
      let busy: string[] = [];
      channel.handle(async ({ id = '', from }, turn) => {
        expect(busy).not.toContain(from.id);
        busy.push(from.id);
        handled[from.id] = [...(handled[from.id] ?? []), id];
        await new Promise((resolve) => setTimeout(resolve, handlerMs));
        await turn.reply(id);
        busy = busy.filter((customer) => customer !== from.id);
      });
      for (const [index, { customer, pauseMs, again }] of steps.entries()) {
        const id = `wamid.${index}`;
        sent[customer] = [...(sent[customer] ?? []), id];
        await post(channel, text(id, { from: customer }));
        if (again) await post(channel, text(id, { from: customer }));
        await time.clock.tickAsync(pauseMs);
      }
      await time.clock.tickAsync(60_000);
      expect(handled).toEqual(sent);
      expect(inbox.settled.map(([id]) => `${id}`).toSorted()).toEqual(
        steps.map((_, index) => `wamid.${index}`).toSorted(),
      );
      expect(gateway.sends).toHaveLength(steps.length);
      const stats = channel.receipts.stats();
      expect(stats).toMatchObject({ accepted: steps.length, pending: 0, sent: gateway.reads.length });
      expect(stats.sent + stats.covered).toBe(steps.length);
    }),
    { numRuns: 40 },
  );
});
