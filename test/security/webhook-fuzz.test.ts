import fc from 'fast-check';
import type { Activity, WebhookRequest } from 'tidemark';
import { expect, test } from 'vitest';
import { requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { flawsOf } from './activity-schema.js';
import { CANARY, hostileJson } from './hostile-json.js';
import { hostileRequest } from './hostile-requests.js';
import { brokenBytes, mutatedWebhook, noUtf8Webhook } from './mutations.js';
import { watchPrototypes } from './prototypes.js';

const time = useClock();
const open = useChannels(time);

/** Sends what is made to one channel, and looks at everything that comes of it. */
async function fuzz<T>(
  made: fc.Arbitrary<T>,
  toRequest: (value: T) => WebhookRequest,
  { statuses, numRuns }: { statuses: readonly number[]; numRuns: number },
): Promise<ReadonlySet<number>> {
  const { channel, log } = open({ receipts: { quietMs: 0 }, activities: { statuses: true, readEvents: true } });
  const emitted: Activity[] = [];
  const told: unknown[] = [];
  channel.incoming$.subscribe((activity) => emitted.push(activity));
  channel.on('messageSkipped', (event) => told.push(event));
  channel.handle(() => undefined);
  const changed = watchPrototypes();
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(made, async (value) => {
      const { status, body } = await channel.handleWebhook(toRequest(value));
      seen.add(status);
      expect(statuses).toContain(status);
      expect(body.length).toBeLessThan(1_000);
      await time.clock.tickAsync(50);
      expect(emitted.splice(0).flatMap(flawsOf)).toEqual([]);
      const logged = log.all() + JSON.stringify(told.splice(0));
      expect(log.entries.splice(0).filter(({ level }) => level === 'error')).toEqual([]);
      expect(logged.includes(CANARY), 'a text in the log').toBe(false);
    }),
    { numRuns, endOnFailure: true },
  );
  expect(changed()).toEqual([]);
  expect((await channel.handleWebhook(requestOf(webhookOf(text('wamid.good'))))).status).toBe(200);
  return seen;
}

test('any JSON is answered 200 or 400, changes no prototype, and becomes sound activities or none', async () => {
  await fuzz(hostileJson, (json) => requestOf(json), { statuses: [200, 400], numRuns: 200 });
});

test('a documented webhook with hostile values in any place is answered 200 or 400, and its activities are sound', async () => {
  const seen = await fuzz(mutatedWebhook, (json) => requestOf(json), { statuses: [200, 400], numRuns: 350 });
  expect(seen).toEqual(new Set([200, 400]));
});

test('the same, parsed by a framework, is answered 200 or 400', async () => {
  // Two changes in one place can make what no parser takes; that is tried as text above.
  const parsed = mutatedWebhook.filter(isJson).map((json): unknown => JSON.parse(json));
  await fuzz(parsed, (parsedBody) => ({ ...requestOf(''), parsedBody }), { statuses: [200, 400, 413], numRuns: 100 });
});

test('a documented webhook that was cut off, or is no UTF-8 any more, is answered 200 or 400', async () => {
  const seen = await fuzz(brokenBytes, (body) => ({ ...requestOf(''), body }), { statuses: [200, 400], numRuns: 200 });
  expect(seen).toContain(400);
});

test('bytes that are no UTF-8, anywhere in a documented webhook, are answered 400', async () => {
  await fuzz(noUtf8Webhook, (body) => ({ ...requestOf(''), body }), { statuses: [400], numRuns: 100 });
});

test('requests odd in method, headers, address and body are answered, and never with a 5xx', async () => {
  const statuses = [200, 400, 405, 413, 415];
  const seen = await fuzz(hostileRequest, (request) => request, { statuses, numRuns: 350 });
  expect(seen).toEqual(new Set(statuses));
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
