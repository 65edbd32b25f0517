import { createChannel } from 'tidemark';
import { type FetchHandlerOptions, toFetchHandler } from 'tidemark/adapters/web';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { sleep } from './gateway-bot.js';
import { customer } from './kaleyra-host.js';

const time = useClock();

/** What reached WhatsApp, and when, on a host that stops all timers once nothing it knows of is pending. */
interface Run {
  status: number;
  calls: string[];
  answeredMs: number;
}

/** Serves webhooks one after another; time goes on only while an answer or a `waitUntil` promise is pending. */
async function runOnFrozenHost(
  options: (waitUntil: (done: Promise<void>) => void) => FetchHandlerOptions,
): Promise<Run> {
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' } });
  channel.handle(async (_activity, turn) => {
    await sleep(700);
    await turn.reply('hi');
  });
  let pending = 0;
  const keepAwake = (promise: Promise<unknown>): void => {
    pending += 1;
    void promise.finally(() => {
      pending -= 1;
    });
  };
  const handler = toFetchHandler(channel, options(keepAwake));
  const messages = [textMessage({ text: 'hello' })];
  const request = new Request('https://bot.example.test/webhook', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(kaleyraWebhook({ from: customer, businessNumber: '911200000000', messages })),
  });
  const run: Run = { status: 0, calls: [], answeredMs: Number.NaN };
  const start = performance.now();
  const response = handler(request).then(({ status }) => {
    run.status = status;
    run.answeredMs = performance.now() - start;
  });
  keepAwake(response);
  // Reading a Request is not done by timers: it goes on for as long as the event loop has something to do.
  await Promise.race([response, untilIdle()]);
  for (let ticks = 0; pending > 0 && ticks < 10_000; ticks += 1) await time.clock.tickAsync(1);
  run.calls = gateway.calls.map(({ what }) => what);
  const closed = channel.close();
  await time.clock.tickAsync(30_000);
  await closed;
  return run;
}

describe('toFetchHandler on a host that freezes after the answer', () => {
  test('with waitUntil the answer is at once, and the receipt and the reply go out', async () => {
    const run = await runOnFrozenHost((waitUntil) => ({ waitUntil }));
    expect(run).toEqual({ status: 200, calls: ['read', 'send'], answeredMs: 0 });
  });

  test('with afterTurn the receipt and the reply go out before the answer', async () => {
    const run = await runOnFrozenHost(() => ({ ack: 'afterTurn' }));
    expect(run).toEqual({ status: 200, calls: ['read', 'send'], answeredMs: 1700 });
  });

  test('without either nothing goes out: the host is frozen', async () => {
    const run = await runOnFrozenHost(() => ({}));
    expect(run).toEqual({ status: 200, calls: [], answeredMs: 0 });
  });
});

/** A moment in which everything that needs no timer is done. */
async function untilIdle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => process.nextTick(resolve));
}
