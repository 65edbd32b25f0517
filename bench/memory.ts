import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from 'tidemark';
import type { Alternative, Running } from './alternatives/alternative.js';
import { bareMap } from './alternatives/bare-map.js';
import { rxDurations } from './alternatives/rxjs.js';
import { startReceipts, tidemark } from './alternatives/tidemark.js';
import { refresh } from './alternatives/timers.js';
import type { BenchmarkOptions } from './benchmark.js';
import { type Findings, type Line, lineOf } from './report/line.js';
import { makeRounds, type TrafficOptions } from './support/activities.js';
import { heapBytes } from './support/heap.js';
import { tell } from './support/progress.js';

const others = [bareMap, refresh, rxDurations];
const MAX_IDLE_BYTES = 150;
// Each has a token bucket of 10,000 calls, so that nothing waits for tokens.
const PER_NUMBER = 1000;
const IDLE_QUIET_MS = 1500;
const warmUp: TrafficOptions = { conversations: 2000, messages: 5 };

/** Who keeps the activities, ids and conversation ids: then they do not count. */
type Kept = 'activities not counted' | 'activities counted';

/** What a conversation costs in memory: waiting for its receipt, and remembered with its mark. */
export async function memory({ sizes: [conversations = 25_000] = [] }: BenchmarkOptions): Promise<Findings> {
  // What is compiled and made on first use is not to count.
  for (const one of [tidemark, ...others]) await pendingBytes(one, () => makeRounds(warmUp), 'activities counted');
  await idleBytes(warmUp, 'activities counted');
  const lines: Line[] = [];
  for (const kept of ['activities not counted', 'activities counted'] as const) {
    for (const messages of [1, 5]) {
      tell(`memory: waiting, ${messages} message(s) each, ${kept}`);
      const make = (): Activity[][] => makeRounds({ conversations, messages });
      const ours = await pendingBytes(tidemark, make, kept);
      for (const other of others) {
        lines.push(
          lineOf({
            what: `waiting, ${messages} message(s), ${kept}`,
            against: other.name,
            ours,
            theirs: await pendingBytes(other, make, kept),
            unit: 'bytes',
            ...(other === rxDurations && kept === 'activities not counted' && { aim: { atMost: 1 / 8 } }),
          }),
        );
      }
    }
  }
  for (const messages of [1, 5]) {
    for (const kept of ['activities not counted', 'activities counted'] as const) {
      tell(`memory: read and idle, ${messages} message(s) each, ${kept}`);
      lines.push(
        lineOf({
          what: `read and idle, ${messages} message(s) in one second, ${kept === 'activities counted' ? 'ids and key counted' : 'over ids and key'}`,
          against: 'the aim',
          ours: await idleBytes({ conversations, messages }, kept),
          theirs: MAX_IDLE_BYTES,
          unit: 'bytes',
          ...(kept === 'activities not counted' && { aim: { atMost: 1 } }),
        }),
      );
    }
  }
  return { lines };
}

/** Bytes per conversation that has had its burst and waits. */
async function pendingBytes(alternative: Alternative, make: () => Activity[][], kept: Kept): Promise<number> {
  const emptyBytes = await heapBytes();
  const rounds = make();
  const conversations = rounds[0]?.length ?? 1;
  const keptBytes = await heapBytes();
  const running = alternative.start();
  offerRounds(running, rounds);
  if (kept === 'activities counted') rounds.length = 0;
  const bytes = (await heapBytes()) - (rounds.length > 0 ? keptBytes : emptyBytes);
  await running.stop();
  return bytes / conversations;
}

/** Bytes per conversation that has been marked read and has nothing to do. */
async function idleBytes({ conversations, messages }: TrafficOptions, kept: Kept): Promise<number> {
  const emptyBytes = await heapBytes();
  const rounds = makeRounds({ conversations, messages, businessNumbers: Math.ceil(conversations / PER_NUMBER) });
  const keptBytes = await heapBytes();
  const receipts = startReceipts({ maxPerSecond: 10_000, quietMs: IDLE_QUIET_MS, maxWaitMs: IDLE_QUIET_MS });
  offerRounds({ offerAll: (round) => round.forEach((activity) => void receipts.offer(activity)) }, rounds);
  while (receipts.stats().pending > 0) await sleep(100);
  // Until the last timer has looked at its conversation.
  await sleep(IDLE_QUIET_MS);
  if (kept === 'activities counted') rounds.length = 0;
  const bytes = (await heapBytes()) - (rounds.length > 0 ? keptBytes : emptyBytes);
  await receipts.close({ drainTimeoutMs: 0 });
  return bytes / conversations;
}

// A function of its own: one that awaits may hold on to what its loop saw last.
function offerRounds({ offerAll }: Pick<Running, 'offerAll'>, rounds: readonly Activity[][]): void {
  for (const round of rounds) offerAll(round);
}
