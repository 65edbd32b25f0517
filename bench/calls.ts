import { setImmediate } from 'node:timers/promises';
import sinon from 'sinon';
import { createReceipts } from 'tidemark';
import { silent } from './alternatives/tidemark.js';
import type { BenchmarkOptions } from './benchmark.js';
import { type Findings, type Line, lineOf } from './report/line.js';
import { messageOf, numberOf } from './support/activities.js';
import { tell } from './support/progress.js';
import { makeTrace } from './support/trace.js';

const MAX_PER_SECOND = 20;
const LOADS = [5, 10, 15, 30, 60, 200];
const SECONDS = 120;
const STEP_MS = 50;
const CALL_MS = 150;
// The longest burst of the trace: 7 gaps of 0.8 s and the quiet time. A shorter cap cuts it in two (R4).
const MAX_WAIT_MS = 8000;
// Traces differ in how long their bursts happen to be.
const TOLERANCE = 1.02;

interface Replay {
  messages: number;
  bursts: number;
  calls: number;
}

/** How many calls a bursty trace takes, replayed in virtual time at several loads. */
export async function calls({ sizes = LOADS }: BenchmarkOptions): Promise<Findings> {
  const lines: Line[] = [];
  let before: { load: number; perMessage: number } | undefined;
  for (const load of sizes) {
    tell(`calls: ${load} bursts per second`);
    const { messages, bursts, calls } = await replay(load);
    const perMessage = calls / messages;
    const what = `${load} bursts/s, ${MAX_PER_SECOND} calls/s allowed: calls`;
    const aim = load < MAX_PER_SECOND ? { exactly: 1 } : { atMost: 1 };
    lines.push(lineOf({ what, against: 'bursts', ours: calls, theirs: bursts, unit: '', aim }));
    lines.push(lineOf({ what, against: 'a call per message', ours: calls, theirs: messages, unit: '' }));
    if (before !== undefined) {
      lines.push(
        lineOf({
          what: `${load} bursts/s: calls per message`,
          against: `the same with ${before.load} bursts/s`,
          ours: perMessage,
          theirs: before.perMessage,
          unit: '',
          aim: { atMost: TOLERANCE },
        }),
      );
    }
    before = { load, perMessage };
  }
  return { lines };
}

async function replay(burstsPerSecond: number): Promise<Replay> {
  const trace = makeTrace({ burstsPerSecond, seconds: SECONDS });
  const clock = sinon.useFakeTimers({
    now: Date.UTC(2026, 0, 1),
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
  });
  try {
    let calls = 0;
    const gateway = {
      markRead(): Promise<void> {
        calls += 1;
        return new Promise((resolve) => setTimeout(resolve, CALL_MS));
      },
    };
    const receipts = createReceipts({ gateway, logger: silent, maxPerSecond: MAX_PER_SECOND, maxWaitMs: MAX_WAIT_MS });
    let next = 0;
    for (let atMs = 0; next < trace.length || receipts.stats().pending > 0; atMs += STEP_MS) {
      for (let message = trace[next]; message !== undefined && message.atMs <= atMs; message = trace[++next]) {
        receipts.offer(
          messageOf({
            id: `wamid.${next}`,
            from: { id: numberOf('customer', message.customer), role: 'user' },
            recipient: { id: numberOf('business', 0), role: 'bot' },
            timestamp: new Date(),
          }),
        );
      }
      clock.tick(STEP_MS);
      await setImmediate();
    }
    const closed = receipts.close({ drainTimeoutMs: 0 });
    await setImmediate();
    clock.tick(1);
    await closed;
    return { messages: trace.length, bursts: trace.filter(({ opens }) => opens).length, calls };
  } finally {
    clock.restore();
  }
}
