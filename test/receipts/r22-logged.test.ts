import { createReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { message, reaction } from '../helpers/activities.js';
import { createRecordingLogger } from '../helpers/channel.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { useReceipts } from '../helpers/receipts.js';
import { settled } from '../helpers/settled.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const reject = { code: 'WA400', kind: 'reject' } as const;
const halt = { code: 'RBC001', kind: 'halt' } as const;
const businessNumber = '911200000000';
const place = { conversation: `${businessNumber}:919800000001`, businessNumber };
const err = new Error('boom');
const boom = (): never => {
  throw err;
};
const warn = (fields: object, text: string): object => ({ level: 'warn', fields, message: text });

test('R22: a refused message is logged', async () => {
  const logger = createRecordingLogger();
  const { offer, gateway } = start({ logger });
  gateway.plan(reject);
  offer('a');
  await tick(1000);
  const fields = { ...place, id: 'a', older: 0, reason: 'WA400' };
  expect(logger.entries).toEqual([warn(fields, 'a read receipt was refused')]);
});

test('R22: a receipt that is tried again and one that is given up are logged', async () => {
  const logger = createRecordingLogger();
  const { offer, gateway } = start({ logger, giveUpMs: 0 });
  gateway.plan(retry);
  offer('a');
  await tick(1000);
  const about = { ...place, id: 'a' };
  expect(logger.entries).toEqual([
    {
      level: 'debug',
      fields: { ...about, reason: 'NETWORK', retryInMs: 500 },
      message: 'a read receipt will be tried again',
    },
    warn({ ...about, older: 0, reason: 'gave up' }, 'a read receipt was given up'),
  ]);
});

test('R22: a halt and its end are logged', async () => {
  const logger = createRecordingLogger();
  const { offer, gateway } = start({ logger });
  gateway.plan(halt);
  offer('a');
  await tick(61_000);
  expect(logger.entries).toEqual([
    warn(
      { businessNumber, code: 'RBC001' },
      'read receipts have stopped for this number until a probe succeeds; bots go on',
    ),
    warn({ businessNumber }, 'read receipts go on for this number'),
  ]);
});

test('R22 R21: what closing leaves unread is logged', async () => {
  const logger = createRecordingLogger();
  const { offer, gateway, receipts } = start({ logger });
  gateway.plan('hang');
  offer('a');
  const closed = receipts.close({ drainTimeoutMs: 0 });
  await tick(0);
  await settled(closed);
  const fields = { ...place, id: 'a', older: 0, reason: 'closed' };
  expect(logger.entries).toEqual([
    warn(fields, 'a read receipt was given up'),
    warn({ remaining: 1 }, 'closed with messages left unread'),
  ]);
});

test('R22: what goes as it should is not logged, nor what the policy decides', async () => {
  const logger = createRecordingLogger();
  const { offer, receipts } = start({ logger, shouldRead: ({ id }) => id !== 'vetoed' });
  for (const id of ['a', 'b', 'vetoed']) offer(id);
  await tick(1000);
  offer('late', { at: Date.now() / 1000 - 60 });
  const closed = receipts.close();
  await tick(0);
  await settled(closed);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 2, suppressed: 1 });
  expect(logger.entries).toEqual([]);
});

test('R22: what a listener of an event throws is logged', async () => {
  const logger = createRecordingLogger();
  const { offer, receipts } = start({ logger });
  receipts.on('sent', boom);
  offer('a');
  await tick(1000);
  expect(logger.entries).toEqual([warn({ event: 'sent', err }, 'a listener of a receipt event threw')]);
});

test('R22: what a listener for a released activity throws is logged', async () => {
  const logger = createRecordingLogger();
  const { offer, offerActivity } = start({ logger });
  const entry = (id: string): object => warn({ id, err }, 'a listener for released activities threw');
  offerActivity({ ...reaction('x'), id: 'passing' }, { onReleased: boom });
  expect(logger.entries).toEqual([entry('passing')]);
  offer('a', {}, { onReleased: boom });
  await tick(1000);
  expect(logger.entries).toEqual([entry('passing'), entry('a')]);
});

test('R22: an activity that nobody listens for is handed on without a word', async () => {
  const logger = createRecordingLogger();
  const receipts = createReceipts({ gateway: createFakeGateway(), logger });
  receipts.offer(reaction('x'));
  receipts.offer(message({ id: 'a' }));
  await tick(1000);
  await settled(receipts.close());
  expect(receipts.stats().sent).toBe(1);
  expect(logger.entries).toEqual([]);
});

test('R22 R15: what the policy throws is logged', async () => {
  const logger = createRecordingLogger();
  const { offer } = start({ logger, shouldRead: boom });
  offer('a');
  await tick(1000);
  expect(logger.entries).toEqual([warn({ id: 'a', err }, 'shouldRead threw; the message stays unread')]);
});

test('R22 R15: a policy that is late is logged, with the ids it was asked about', async () => {
  const logger = createRecordingLogger();
  const { offer } = start({ logger, shouldRead: () => new Promise(() => undefined) });
  offer('a');
  offer('b');
  await tick(3000);
  const text = 'shouldRead took longer than policyTimeoutMs; unanswered messages stay unread';
  expect(logger.entries).toEqual([warn({ ids: ['a', 'b'] }, text)]);
});

test('R22 R18: what a pace throws is logged', () => {
  const logger = createRecordingLogger();
  const { offer } = start({ logger, pace: { readingMsOf: boom, quietMsOf: () => 1, maxMs: 1 } });
  offer('a');
  expect(logger.entries).toEqual([warn({ id: 'a', err }, 'the pace threw')]);
});
