import type { ReceiptEvents, ReceiptOptions } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { type Rig, useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const reject = { code: 'WA400', kind: 'reject' } as const;
const halt = { code: 'RBC001', kind: 'halt' } as const;
const businessNumber = '911200000000';
const place = { conversation: `${businessNumber}:919800000001`, businessNumber };
const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** What a run tells by one event, with every field. */
type Case = [string, keyof ReceiptEvents, ReceiptOptions, (rig: Rig) => Promise<void>, object[]];

const cases: Case[] = [
  ['scheduled', 'scheduled', {}, async ({ offer }) => void offer('a'), [{ ...place, id: 'a', dueInMs: 1000 }]],
  [
    'scheduled for a receipt that waits for its handler',
    'scheduled',
    { when: 'afterHandler' },
    async ({ offer }) => void offer('a'),
    [{ ...place, id: 'a' }],
  ],
  [
    'duplicate',
    'duplicate',
    {},
    async ({ offer }) => {
      offer('a');
      offer('a');
    },
    [{ ...place, id: 'a' }],
  ],
  [
    'sent and the older ones that share it',
    'sent',
    {},
    async ({ offer, gateway }) => {
      gateway.plan(reject, reject, reject, reject);
      for (const id of seven) offer(id);
      await tick(1000);
    },
    [{ ...place, id: 'c', older: 2, latencyMs: 1000, typing: false }],
  ],
  [
    'covered by a call',
    'covered',
    {},
    async ({ offer }) => {
      offer('before', { at: NOW - 1 });
      await tick(300);
      offer('same');
      offer('target');
      await tick(1000);
    },
    [
      { ...place, id: 'before', older: 0, latencyMs: 1300, assumed: false },
      { ...place, id: 'same', older: 0, latencyMs: 1000, assumed: true },
    ],
  ],
  [
    'covered at once',
    'covered',
    {},
    async ({ offer }) => {
      offer('a', { tap: true });
      await tick(0);
      offer('late', { at: NOW - 60 });
    },
    [{ ...place, id: 'late', older: 0, latencyMs: 0, assumed: false }],
  ],
  [
    'suppressed',
    'suppressed',
    { shouldRead: () => false },
    async ({ offer }) => {
      for (const id of seven.slice(0, 6)) offer(id);
      await tick(1000);
    },
    ['b', 'c', 'd', 'e', 'f'].map((id, index) => ({ ...place, id, older: index === 0 ? 1 : 0, reason: 'policy' })),
  ],
  [
    'retrying',
    'retrying',
    {},
    async ({ offer, gateway }) => {
      gateway.plan(retry);
      offer('a');
      await tick(1000);
    },
    [{ ...place, id: 'a', reason: 'NETWORK', retryInMs: 500 }],
  ],
  [
    'rejected',
    'rejected',
    {},
    async ({ offer, gateway }) => {
      gateway.plan(reject);
      offer('a');
      await tick(1000);
    },
    [{ ...place, id: 'a', older: 0, reason: 'WA400' }],
  ],
  [
    'failed, given up',
    'failed',
    { giveUpMs: 0 },
    async ({ offer, gateway }) => {
      gateway.plan(retry);
      offer('a');
      await tick(1000);
    },
    [{ ...place, id: 'a', older: 0, reason: 'gave up' }],
  ],
  [
    'expired when offered',
    'expired',
    {},
    async ({ offer }) => void offer('a', { at: NOW - 31 * 86_400 }),
    [expect.objectContaining({ ...place, id: 'a', older: 0 })],
  ],
  [
    'halted',
    'halted',
    {},
    async ({ offer, gateway }) => {
      gateway.plan(halt);
      offer('a');
      await tick(1000);
    },
    [{ businessNumber, reason: 'RBC001' }],
  ],
  [
    'resumed',
    'resumed',
    {},
    async ({ offer, gateway }) => {
      gateway.plan(halt);
      offer('a');
      await tick(61_000);
    },
    [{ businessNumber, reason: 'answered' }],
  ],
];

test.each(cases)('R20: the event of a message %s tells all of it', async (_, event, options, run, payloads) => {
  const rig = start(options);
  await run(rig);
  expect(rig.told(event)).toEqual(payloads);
});

test.each([reject, halt])(
  'R20: a call that failed with $kind is not told as one that will be repeated',
  async (how) => {
    const { offer, gateway, told, receipts } = start();
    gateway.plan(how);
    offer('a');
    await tick(1000);
    expect(receipts.stats().failedCalls).toBe(1);
    expect(told('retrying')).toEqual([]);
  },
);

test('R20: a failure that is no GatewayError is told as UNKNOWN', async () => {
  const { offer, gateway, told } = start();
  gateway.markRead = () => Promise.reject(new TypeError('broken gateway'));
  offer('a');
  await tick(1000);
  expect(told('retrying')).toMatchObject([{ id: 'a', reason: 'UNKNOWN' }]);
});

test('R20: a message that joins a call in the air is told as due, whatever else is pending', async () => {
  const { offer, gateway, told } = start();
  gateway.plan('hang');
  offer('a', { tap: true });
  await tick(100);
  offer('newer', { at: NOW + 1 });
  expect(offer('late', { at: NOW - 1 })).toBe('joined');
  expect(told('scheduled').at(-1)).toEqual({ ...place, id: 'late', dueInMs: 0 });
});

test("R20: one that waits for the bot's word is told without the due time of what else is pending", () => {
  const { offer, told } = start();
  offer('a');
  offer('own', {}, { when: 'manual' });
  expect(told('scheduled').at(-1)).toEqual({ ...place, id: 'own' });
});

test('R20: latencies are those of ticks, not of what was left unread, refused or given up', async () => {
  const { offer, gateway, receipts } = start({ giveUpMs: 0, shouldRead: ({ id }) => id !== 'vetoed' });
  gateway.plan(reject, retry);
  offer('vetoed', { customer: '1' });
  offer('refused', { customer: '2' });
  offer('given up', { customer: '3' });
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ suppressed: 1, rejected: 1, failed: 1, latency: { count: 0, sumMs: 0 } });
});
