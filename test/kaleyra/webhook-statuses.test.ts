import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseKaleyraWebhook } from '../../src/kaleyra/webhook/parse-kaleyra-webhook.js';
import type { ParsedWebhook } from '../../src/kaleyra/webhook/parsed-webhook.js';

interface StatusBody {
  meta_object: { value: { metadata?: unknown; statuses: Record<string, unknown>[] } };
  extra_info: Record<string, unknown>;
  [key: string]: unknown;
}

const sentId = 'wamid.HBgMOTE5OTAwMDAwMDAyFQIAEhgUM0EwMDAwMDAwMDAwMDAwMDAw41=';
const ownId = '600000000000000000000000000000a1';

function fixture(name: string): StatusBody {
  const url = new URL(`../fixtures/kaleyra/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as StatusBody;
}

function parse(body: unknown): Extract<ParsedWebhook, { ok: true }> {
  const parsed = parseKaleyraWebhook(body);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(parsed.activities).toEqual([]);
  return parsed;
}

describe('a status', () => {
  it('of Kaleyra’s has the wamid that stands beside it as its id', () => {
    const body = fixture('status-sent');
    expect(parse(body).statuses).toStrictEqual([
      {
        id: sentId,
        ids: [sentId, ownId],
        status: 'sent',
        timestamp: new Date('2024-08-05T05:11:05.000Z'),
        conversation: '919900000001:919900000002',
        channelData: { provider: 'kaleyra', status: body.meta_object.value.statuses[0], extraInfo: body.extra_info },
      },
    ]);
  });

  it('of Meta’s that failed tells why', () => {
    const [status] = parse(fixture('status-failed')).statuses;
    expect(status).toMatchObject({ status: 'failed', errors: [{ code: 131026 }] });
    expect(status?.ids).toEqual([status?.id]);
    expect(status?.channelData).not.toHaveProperty('extraInfo');
  });

  it('about a customer without a number belongs to the conversation of the user id', () => {
    const [status] = parse(fixture('status-read-by-username')).statuses;
    expect(status).toMatchObject({ status: 'read', conversation: '919900000001:US.13491208655302741918' });
  });

  it.each([
    [
      'extra_info.message_id first',
      { extra: 'wamid.e', top: 'wamid.t', own: 'wamid.o' },
      ['wamid.e', 'wamid.o', 'wamid.t'],
    ],
    ['the top message_id before its own', { top: 'wamid.t', own: 'wamid.o' }, ['wamid.o', 'wamid.t']],
    ['its own wamid before ids that are none', { extra: 'uuid', top: 'uuid', own: 'wamid.o' }, ['uuid', 'wamid.o']],
    ['its own when there is no wamid', { extra: 'uuid', top: 'other', own: 'own' }, ['other', 'own', 'uuid']],
    ['its own when another repeats it', { extra: 'own', top: 'other', own: 'own' }, ['other', 'own']],
    ['one beside it when it has none', { extra: 'uuid' }, ['uuid']],
  ])('takes %s', (fact, { extra, top, own }: { extra?: string; top?: string; own?: string }, ids) => {
    const body = fixture('status-sent');
    Object.assign(body.extra_info, { message_id: extra });
    Object.assign(body, { message_id: top });
    Object.assign(body.meta_object.value.statuses[0] ?? {}, { id: own });
    const [status] = parse(body).statuses;
    const wamid = [extra, top, own].find((id) => id?.startsWith('wamid.'));
    expect(status?.id, fact).toBe(wamid ?? own ?? extra);
    expect([...(status?.ids ?? [])].sort()).toEqual(ids);
    expect(status?.ids[0]).toBe(status?.id);
  });

  it('among several takes nothing from beside the list', () => {
    const body = fixture('status-sent');
    const [first] = body.meta_object.value.statuses;
    body.meta_object.value.statuses.push({ ...first, id: 'wamid.second', status: undefined });
    const { statuses, skipped } = parse(body);
    expect(statuses.map(({ id }) => id)).toEqual([ownId]);
    expect(skipped).toStrictEqual([
      { index: 1, id: 'wamid.second', reason: 'meta_object.value.statuses[1].status: expected string' },
    ]);
  });

  it('takes its word from the top of the body where it has none itself, in lower case', () => {
    const body = fixture('status-sent');
    delete body.meta_object.value.statuses[0]?.status;
    body.status = 'DELIVERED';
    expect(parse(body).statuses[0]?.status).toBe('delivered');
  });

  it.each([
    ['no receiver', { recipient_id: '' }, 'recipient_id: expected recipient_id or recipient_user_id'],
    ['no id', { id: 5 }, 'id: expected string'],
  ])('with %s is told and skipped', (_, wrong, reason) => {
    const body = fixture('status-failed') as unknown as {
      entry: { changes: { value: StatusBody['meta_object']['value'] }[] }[];
    };
    Object.assign(body.entry[0]?.changes[0]?.value.statuses[0] ?? {}, wrong);
    const { statuses, skipped } = parse(body);
    expect(statuses).toEqual([]);
    expect(skipped).toMatchObject([{ index: 0, reason: `entry[0].changes[0].value.statuses[0].${reason}` }]);
  });

  it('that is no object, or of an unknown business, is told and skipped', () => {
    const body = fixture('status-sent');
    body.meta_object.value.statuses.unshift([] as unknown as Record<string, unknown>);
    delete body.meta_object.value.metadata;
    const { statuses, skipped } = parse(body);
    expect(statuses).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'meta_object.value.statuses[0]: expected object',
      'meta_object.value.metadata.display_phone_number: expected the business number; give the option businessNumber',
    ]);
  });

  it('and a message of one change are both read', () => {
    const body = fixture('status-sent');
    const messages = [{ from: '2', id: 'wamid.a', type: 'text', text: { body: 'a' } }];
    Object.assign(body.meta_object.value, { messages });
    const parsed = parseKaleyraWebhook(body);
    expect(parsed).toMatchObject({ ok: true, activities: [{ id: 'wamid.a' }], statuses: [{ id: sentId }] });
  });
});
