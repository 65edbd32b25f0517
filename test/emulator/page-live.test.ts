import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { anna, bruno, bubbleWith, stateWith } from './states.js';
import { describePage } from './with-stub.js';

describePage('the page, live', (show) => {
  it('says when the emulator is gone, and shows what happened meanwhile once it is back', async () => {
    const { page, stub, complaints } = await show(stateWith({ reachable: true }));
    await page.getByRole('status').getByText('bot answers').waitFor();
    stub.state = stateWith({ reachable: false, bubbles: [bubbleWith('meanwhile', { from: 'business' })] });
    stub.cut();
    await page.getByRole('log').getByText('meanwhile').waitFor();
    await page.getByRole('status').getByText('not reachable').waitFor();
    // A browser complains of the cut itself.
    complaints.length = 0;
  });

  it('keeps the customer and the theme over a reload', async () => {
    const { page } = await show(stateWith());
    await page.getByRole('button', { name: /Bruno/ }).click();
    await page.getByLabel('Theme').selectOption('dark');
    await page.reload();
    await page.getByRole('region', { name: 'Phone of Bruno' }).waitFor();
    expect(await page.getByLabel('Theme').inputValue()).toBe('dark');
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
  });

  it('keeps what was typed for one customer while another writes', async () => {
    const { page } = await show(stateWith());
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.fill('half a mess');
    await page.getByRole('button', { name: /Bruno/ }).click();
    await eventually(() => field.inputValue()).toBe('');
    await page.getByRole('button', { name: /Anna/ }).click();
    await eventually(() => field.inputValue()).toBe('half a mess');
  });

  it('counts what a customer who is not looked at has not seen, and shows the last of it without its marks', async () => {
    const { page, stub } = await show(stateWith());
    stub.tell({ type: 'bubble', bubble: bubbleWith('*Hi* _you_ ~x~', { customer: bruno.number, from: 'business' }) });
    await page.getByRole('button', { name: 'Bruno Hi you x 1 unread' }).click();
    await page.getByRole('button', { name: /Anna/ }).click();
    await page.getByRole('button', { name: 'Bruno Hi you x', exact: true }).waitFor();
  });

  it('shows counters and the chart of arrival to tick', async () => {
    const { page, stub } = await show(stateWith());
    await page.getByRole('img', { name: 'no message read yet' }).waitFor();
    const counters = { messages: 9, bursts: 2, calls: 3, saved: 6, latenciesMs: [500, 700, 2500] };
    stub.tell({ type: 'counters', counters });
    await page.getByRole('img', { name: 'half within 700 ms, all within 2.5 s' }).waitFor();
    const shown = page.getByRole('definition');
    expect(await shown.allInnerTexts()).toEqual(['9', '2', '3', '6']);
  });

  it('switches faults, and shows those of another page', async () => {
    const { page, stub } = await show(stateWith());
    const none = { latencyMs: 0, redeliver: false, reorder: false };
    await page.getByLabel('Calls fail with').selectOption('429 too many requests');
    await eventually(() => stub.actions.at(-1)).toEqual({
      do: 'faults',
      faults: { ...none, failure: { kind: '429', share: 1 } },
    });
    stub.tell({ type: 'faults', faults: { ...none, failure: { kind: '429', share: 1 } } });
    await page.getByLabel('Share of calls').fill('25');
    await page.getByLabel('Share of calls').press('Tab');
    await eventually(() => stub.actions.at(-1)).toEqual({
      do: 'faults',
      faults: { ...none, failure: { kind: '429', share: 0.25 } },
    });
    stub.tell({ type: 'faults', faults: { ...none, reorder: true } });
    await page.getByRole('switch', { name: 'Reverse bursts', checked: true }).waitFor();
    await page.getByRole('switch', { name: 'Post webhooks twice' }).click();
    const both = { ...none, reorder: true, redeliver: true };
    await eventually(() => stub.actions.at(-1)).toEqual({ do: 'faults', faults: both });
    stub.tell({ type: 'faults', faults: both });
    await page.getByRole('switch', { name: 'Post webhooks twice', checked: true }).waitFor();
    await page.getByLabel('Added latency').fill('-5');
    await page.getByLabel('Added latency').press('Tab');
    await eventually(() => page.getByLabel('Added latency').inputValue()).toBe('0');
  });

  it('tells of faults that only the command line can give, and ends them', async () => {
    const faults = { latencyMs: 0, redeliver: false, reorder: false };
    const { page, stub } = await show(stateWith({ faults: { ...faults, others: [{ kind: '401', share: 0.2 }] } }));
    await page.getByText('401 wrong API key (20 %)').waitFor();
    await page.getByRole('button', { name: 'No more' }).click();
    await eventually(() => stub.actions).toEqual([{ do: 'faults', faults: { ...faults, others: [] } }]);
  });

  it('clears everything, once that is confirmed', async () => {
    const { page, stub } = await show(stateWith({ bubbles: [bubbleWith('Hello')] }));
    const clear = page.getByRole('button', { name: 'Clear all' });
    const dialog = page.getByRole('dialog', { name: 'Clear all?' });
    await clear.press('Enter');
    await dialog.waitFor();
    // Focus begins at what does no harm.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(stub.actions).toEqual([]);
    await clear.press('Enter');
    await dialog.getByRole('button', { name: 'Clear' }).press('Enter');
    await eventually(() => stub.actions).toEqual([{ do: 'clear' }]);
    stub.tell({ type: 'state', state: stateWith({ customers: [anna] }) });
    await page.getByRole('log').getByText('Hello').waitFor({ state: 'detached' });
  });
});
