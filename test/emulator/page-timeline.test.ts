import { expect, it } from 'vitest';
import { bruno, dueForTwo, entryWith, stateWith } from './states.js';
import { describePage } from './with-stub.js';

const curl = "curl -X POST 'http://127.0.0.1:4000/v2/x' -d '{\"a\":1}'";
const detail = {
  seq: 1,
  request: { method: 'POST', url: '/v2/x', headers: { 'api-key': '[hidden]' }, body: '{"a":1}' },
  answer: { status: 400, headers: { 'retry-after': '7' }, body: '{"error":"<b>no</b>"}' },
  curl,
  hidden: { 'api-key': 'KALEYRA_API_KEY' },
};

describePage('the timeline', (show) => {
  it('puts each conversation in a lane of its own, in order', async () => {
    const { page, stub } = await show(stateWith({ entries: [entryWith({ seq: 1 })] }));
    stub.tell({
      type: 'entry',
      entry: entryWith({ seq: 2, customer: bruno.number, title: 'read one', latencyMs: 640 }),
    });
    const theirs = page.getByRole('button', { name: /Bruno: .*read one.*tick after 640 ms/ });
    await theirs.waitFor();
    const ours = await page.getByRole('button', { name: /Anna: .*webhook of one message/ }).boundingBox();
    const box = await theirs.boundingBox();
    expect(box?.x).toBeGreaterThan(ours?.x ?? Number.POSITIVE_INFINITY);
    expect(box?.y).toBeGreaterThan(ours?.y ?? Number.POSITIVE_INFINITY);
  });

  it('shows a call as pending, then how it ended', async () => {
    const { status: _, tookMs: __, ...pending } = entryWith({ seq: 1 });
    const { page, stub } = await show(stateWith({ entries: [pending] }));
    await page.getByRole('button', { name: /pending/ }).waitFor();
    stub.tell({ type: 'entry', entry: { ...pending, status: 'dropped', tookMs: 3 } });
    await page.getByRole('button', { name: /dropped 3 ms/ }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'webhook of' }).count()).toBe(1);
  });

  it('leaves out what became of the messages of the bot, unless it is asked for', async () => {
    const status = entryWith({ seq: 2, kind: 'status', title: 'status delivered wamid.FAKE0123456789ABCDEF' });
    const named = entryWith({ seq: 3, kind: 'send', title: 'status of your order' });
    const { page } = await show(stateWith({ entries: [entryWith({ seq: 1 }), status, named] }));
    await page.getByRole('button', { name: /webhook of/ }).waitFor();
    expect(await page.getByRole('button', { name: /status/ }).count()).toBe(1);
    await page.getByRole('switch', { name: 'Statuses' }).click();
    await page.getByRole('button', { name: /status delivered wamid\.…89ABCDEF/ }).waitFor();
  });

  it('opens the exact request and answer, what breaks the contract, and a command to copy', async () => {
    const entry = entryWith({ seq: 1, title: 'send text', status: 400, violations: ['text.body is too long'] });
    const { page } = await show(stateWith({ entries: [entry] }), {
      details: [detail],
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: /send text.*breaks the contract/ }).click();
    const dialog = page.getByRole('dialog', { name: 'send text' });
    await dialog.getByText('text.body is too long').waitFor();
    await dialog.getByText('api-key: [hidden]').waitFor();
    await dialog.getByText('Hidden here, since it may be secret: api-key.').waitFor();
    await dialog.getByText('$KALEYRA_API_KEY').waitFor();
    await dialog.getByText('"error": "<b>no</b>"').waitFor();
    await dialog.getByText('retry-after: 7').waitFor();
    await dialog.getByRole('button', { name: 'Copy as curl' }).click();
    await dialog.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(curl);
  });

  it('shows when a receipt is due, that it is only expected, and how long after the call came', async () => {
    const { page, stub } = await show(stateWith({ entries: [dueForTwo] }));
    const waiting = /Anna: no call yet receipt due \(expected\) 2 messages, quiet for 1\.0 s/;
    await page.getByRole('button', { name: waiting }).click();
    const dialog = page.getByRole('dialog', { name: 'receipt due (expected)' });
    await dialog.getByText('1.0 s after the last message, 5.0 s after the first at the latest').waitFor();
    await dialog.getByText('No call has come yet.').waitFor();
    await dialog.getByText('it cannot see when the bot itself wants to call').waitFor();
    expect(await dialog.getByText('curl').count()).toBe(0);
    stub.tell({ type: 'entry', entry: { ...dueForTwo, status: 'called', tookMs: 12 } });
    await dialog.getByText('The call came 12 ms later.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /call after 12 ms/ }).waitFor();
  });

  it.each([
    [{ by: 'longest' }, '2 messages, the first 5.0 s ago'],
    [{ by: 'tap', messages: 1 }, '1 message, a tap'],
  ] as const)('says what made a receipt due: %o', async (due, reason) => {
    const entry = { ...dueForTwo, due: { quietMs: 1000, maxWaitMs: 5000, messages: 2, newest: 'wamid.two', ...due } };
    const { page } = await show(stateWith({ entries: [entry] }));
    await page.getByRole('button', { name: reason }).waitFor();
  });

  it('says how long an answer took, and how long before it was expected a call came', async () => {
    const entries = [
      entryWith({ seq: 1, kind: 'read', title: 'read one', latencyMs: 40, earlyMs: 960 }),
      entryWith({ seq: 2, kind: 'send', title: 'send text', latencyMs: 1300 }),
    ];
    const { page } = await show(stateWith({ entries }));
    await page.getByRole('button', { name: /read one tick after 40 ms 960 ms before it was expected/ }).waitFor();
    await page.getByRole('button', { name: /send text answer after 1\.3 s/ }).waitFor();
  });

  it('says that a body is shortened, how much of it is missing, and why there is no command', async () => {
    const entry = entryWith({ seq: 1, title: 'send text', cut: true });
    const { curl: _, ...long } = { ...detail, request: { ...detail.request, body: 'x', cut: 12_345 } };
    const { page } = await show(stateWith({ entries: [entry] }), { details: [long] });
    await page.getByRole('button', { name: /send text shortened here/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the last 12,345 characters of this body').waitFor();
    await dialog.getByText('half of this body is no request').waitFor();
    expect(await dialog.getByRole('button', { name: 'Copy as curl' }).count()).toBe(0);
  });

  it('shows the parts of an upload', async () => {
    const request = { ...detail.request, body: '', form: { file: '@a.pdf;type=application/pdf' } };
    const { page } = await show(stateWith({ entries: [entryWith({ seq: 1 })] }), { details: [{ ...detail, request }] });
    await page.getByRole('button', { name: /webhook of/ }).click();
    await page.getByRole('dialog').getByText('file: @a.pdf;type=application/pdf').waitFor();
  });

  it('draws the newest 200 entries, and says so', async () => {
    const entries = Array.from({ length: 201 }, (_, index) => entryWith({ seq: index, title: `entry ${index}.` }));
    const { page } = await show(stateWith({ entries }));
    await page.getByText('The newest 200 of 201 that are kept.').waitFor();
    expect(await page.getByRole('button', { name: 'entry 0.' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'entry 1.' }).count()).toBe(1);
  });
});
