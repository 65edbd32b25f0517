import { createMemoryInbox, dispatch, type Inbox, readReceipts } from 'tidemark';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type OpenChannel, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const err = new Error('the database is away');
const nothing = (): void => undefined;

/** A memory inbox with one function replaced. */
function inboxWith(part: Partial<Inbox>): Inbox {
  return { ...createMemoryInbox(), ...part };
}

function errorsOf({ log }: OpenChannel): unknown[] {
  return log.entries.filter(({ level }) => level === 'error').map(({ fields }) => fields.err);
}

/** What would end the process while the test runs. */
function watchProcess(): unknown[] {
  const caught: unknown[] = [];
  const note = (error: unknown): void => void caught.push(error);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, note);
    onTestFinished(() => void process.off(event, note));
  }
  return caught;
}

// Taken before the clock is faked.
const { setImmediate: startMacrotask } = globalThis;
const macrotask = (): Promise<void> => new Promise((resolve) => startMacrotask(resolve));

describe('an inbox whose deliver throws', () => {
  const deliver = (): never => {
    throw err;
  };

  test.each<[string, (opened: OpenChannel) => unknown]>([
    ['handle', ({ channel }) => channel.handle(nothing)],
    ['a subscription to activity$', ({ channel }) => channel.activity$.subscribe()],
    [
      'dispatch',
      ({ channel }) => channel.incoming$.pipe(readReceipts(channel), dispatch(channel, nothing)).subscribe(),
    ],
  ])('is logged where %s starts delivery; nothing is thrown, and webhooks go on', async (_what, listen) => {
    const thrown = watchProcess();
    const opened = open({ inbox: inboxWith({ deliver }) });
    listen(opened);
    await expect(time.clock.tickAsync(0)).resolves.toBeDefined();
    await macrotask();
    expect([errorsOf(opened), thrown]).toEqual([[err], []]);
    expect((await post(opened.channel, text('wamid.1'))).status).toBe(200);
    const closed = await opened.channel.close();
    expect(closed.remaining.map(({ id }) => id)).toEqual(['wamid.1']);
  });

  test('is logged where delivery starts with close, which resolves', async () => {
    const opened = open({ inbox: inboxWith({ deliver }) });
    opened.channel.handle(nothing);
    const closed = stateOf(opened.channel.close());
    await time.clock.tickAsync(0);
    expect(closed).toEqual({ done: true, value: { remaining: [], unread: 0 } });
    expect(errorsOf(opened)).toEqual([err]);
  });

  test('is asked again by the next consumer, which gets what waits', async () => {
    const memory = createMemoryInbox();
    let tries = 0;
    const opened = open({
      inbox: {
        ...memory,
        deliver: (emit) => {
          tries += 1;
          return tries === 1 ? deliver() : memory.deliver(emit);
        },
      },
    });
    const stop = opened.channel.handle(nothing);
    await time.clock.tickAsync(0);
    await post(opened.channel, text('wamid.1'));
    stop();
    const handled: unknown[] = [];
    opened.channel.handle(({ id }) => void handled.push(id));
    await time.clock.tickAsync(10_000);
    expect(handled).toEqual(['wamid.1']);
  });
});

describe('an inbox whose close fails', () => {
  test.each<[string, Inbox['close']]>([
    ['rejects', () => Promise.reject(err)],
    [
      'throws',
      () => {
        throw err;
      },
    ],
  ])('R21: where it %s, that is logged and channel.close() resolves', async (_what, close) => {
    const opened = open({ inbox: inboxWith({ close }) });
    const handled: unknown[] = [];
    opened.channel.handle(({ id }) => void handled.push(id));
    await post(opened.channel, text('wamid.1'));
    const closed = stateOf(opened.channel.close());
    await time.clock.tickAsync(10_000);
    expect(closed).toEqual({ done: true, value: { remaining: [], unread: 0 } });
    expect(handled).toEqual(['wamid.1']);
    expect(errorsOf(opened)).toEqual([err]);
  });
});
