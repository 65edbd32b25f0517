import { expect, it } from 'vitest';
import { bruno, entryWith, stateWith } from './states.js';
import { describePage } from './with-stub.js';

const curl = "curl -X POST 'http://127.0.0.1:4000/v2/x' -d '{\"a\":1}'";
const detail = {
  seq: 1,
  request: { method: 'POST', url: '/v2/x', headers: { 'api-key': 'hidden' }, body: '{"a":1}' },
  answer: { status: 400, body: '{"error":"<b>no</b>"}' },
  curl,
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
    const status = entryWith({ seq: 2, title: 'status delivered wamid.FAKE0123456789ABCDEF' });
    const { page } = await show(stateWith({ entries: [entryWith({ seq: 1 }), status] }));
    await page.getByRole('button', { name: /webhook of/ }).waitFor();
    expect(await page.getByRole('button', { name: /status/ }).count()).toBe(0);
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
    await dialog.getByText('api-key: hidden').waitFor();
    await dialog.getByText('"error": "<b>no</b>"').waitFor();
    await dialog.getByRole('button', { name: 'Copy as curl' }).click();
    await dialog.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(curl);
  });
});
