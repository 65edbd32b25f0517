import { expect, it } from 'vitest';
import { fullState } from './full-state.js';
import { anna, bubbleWith, stateWith, tenThirtyTwo } from './states.js';
import { describePage } from './with-stub.js';

describePage('the chat', (show) => {
  it('says in words what each tick says in colour', async () => {
    const { page, stub } = await show(stateWith({ bubbles: [bubbleWith('Hello', { ticks: 'sent' })] }), {
      timezoneId: 'UTC',
    });
    await page.getByRole('img', { name: 'sent' }).waitFor();
    stub.tell({ type: 'bubble', bubble: bubbleWith('Hello', { ticks: 'delivered' }) });
    await page.getByRole('img', { name: 'delivered' }).waitFor();
    stub.tell({ type: 'bubble', bubble: bubbleWith('Hello', { ticks: 'read', readAt: tenThirtyTwo }) });
    await page.getByRole('img', { name: 'read at 10:32:05' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
  });

  it('shows typing until it is answered', async () => {
    const { page, stub } = await show(stateWith());
    stub.tell({ type: 'typing', customer: anna.number, until: Date.now() + 25_000 });
    await page.getByRole('log').getByText('is typing').waitFor();
    stub.tell({ type: 'typing', customer: anna.number });
    await page.getByRole('log').getByText('is typing').waitFor({ state: 'detached' });
  });

  it('shows typing no longer than it holds', async () => {
    const { page, stub } = await show(stateWith());
    await page.clock.install();
    const now = await page.evaluate<number>('Date.now()');
    stub.tell({ type: 'typing', customer: anna.number, until: now + 25_000 });
    await page.getByRole('log').getByText('is typing').waitFor();
    await page.clock.runFor(25_000);
    await page.getByRole('log').getByText('is typing').waitFor({ state: 'detached' });
  });

  it('shows every kind of message', async () => {
    const { page } = await show(fullState());
    const chat = page.getByRole('log');
    const texts = ['Duomo di Milano', 'Carla Rossi', 'Shall we send it again?', 'Tap one', 'order_sent', '"order": 1'];
    for (const text of texts) expect(await chat.getByText(text).count(), text).toBe(1);
    expect(await chat.getByRole('img', { name: 'a picture.svg' }).count()).toBe(1);
    expect(await chat.locator('strong').innerText()).toBe('bold');
    expect(await chat.locator('em').innerText()).toBe('italic');
    expect(await chat.getByText('👍🎉').count()).toBe(1);
    // What nobody has said is drawn: a machine need not have a font of emojis.
    const told = (await page.locator('body').innerText()).replace('👍🎉', '');
    expect(told).not.toMatch(/\p{Extended_Pictographic}/u);
    expect(await page.getByRole('button', { name: 'Attach', exact: true }).locator('svg').count()).toBe(1);
  });

  it('fetches nothing of the bot and opens only what is of the web, apart', async () => {
    const state = stateWith({
      bubbles: [
        bubbleWith({ kind: 'link', text: 'a', title: 'Script', url: 'javascript:alert(1)' }, { id: '1' }),
        bubbleWith({ kind: 'link', text: 'b', title: 'Data', url: 'data:text/html,x' }, { id: '2' }),
        bubbleWith({ kind: 'link', text: 'c', title: 'Web', url: 'https://example.com/' }, { id: '3' }),
        bubbleWith(
          {
            kind: 'file',
            media: 'image',
            file: { url: '//bot.example/a.png', contentType: 'image/png', name: 'elsewhere.png' },
          },
          { id: '4' },
        ),
      ],
    });
    const { page } = await show(state);
    const chat = page.getByRole('log');
    await chat.getByText('Script').waitFor();
    expect(await chat.getByRole('link').count()).toBe(1);
    expect(await chat.getByRole('link').getAttribute('href')).toBe('https://example.com/');
    expect(await chat.getByRole('link').getAttribute('rel')).toContain('noopener');
    expect(await chat.locator('img').count()).toBe(0);
  });

  it('shows a hostile name, text and file name as text', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const file = { url: '/media/x', contentType: 'text/html', name: hostile };
    const { page } = await show(
      stateWith({
        customers: [{ ...anna, name: hostile }],
        bubbles: [
          bubbleWith(hostile, { id: '1', from: 'business' }),
          bubbleWith({ kind: 'file', media: 'document', file }, { id: '2' }),
          bubbleWith({ kind: 'contacts', names: [hostile] }, { id: '3' }),
        ],
      }),
    );
    expect(await page.getByRole('log').getByText(hostile).count()).toBe(3);
    expect(await page.getByRole('navigation').getByText(hostile).count()).toBeGreaterThan(0);
    expect(await page.locator('img, body script').count()).toBe(0);
    expect(await page.title()).toBe('tidemark emulator');
  });
});
