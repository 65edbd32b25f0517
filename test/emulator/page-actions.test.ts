import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { fullState } from './full-state.js';
import { anna, bruno, bubbleWith, stateWith } from './states.js';
import { describePage } from './with-stub.js';

const customer = anna.number;

describePage('what a customer does', (show) => {
  it('sends what is typed with Enter, in order; Shift+Enter starts a line', async () => {
    const { page, stub } = await show(stateWith());
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.pressSequentially('one\ntwo\nthree');
    await field.press('Shift+Enter');
    await field.pressSequentially('four\n\n');
    const said = ['one', 'two', 'three\nfour'].map((text) => ({ do: 'say', customer, text }));
    await eventually(() => stub.actions).toEqual(said);
    expect(await field.inputValue()).toBe('');
  });

  it('asks for one thing after another, so that messages arrive as they were typed', async () => {
    const { page, stub } = await show(stateWith());
    let open = () => {};
    stub.gate = new Promise((resolve) => {
      open = resolve;
    });
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially('one\ntwo\n');
    await eventually(() => stub.actions.length).toBe(1);
    await page.request.get(stub.address);
    expect(stub.actions).toHaveLength(1);
    open();
    await eventually(() => stub.actions.length).toBe(2);
  });

  it('gives back what could not be sent, and says why', async () => {
    const { page, stub, complaints } = await show(stateWith());
    stub.refuseNext = 'text is too long';
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.fill('Hello');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('alert').getByText('text is too long').waitFor();
    await eventually(() => field.inputValue()).toBe('Hello');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    expect(await page.getByRole('alert').innerText()).toBe('');
    // A browser complains of a refusal itself.
    complaints.length = 0;
  });

  it('plays a script: one message a line', async () => {
    const { page, stub } = await show(stateWith());
    await page.getByRole('button', { name: 'Script' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send a script' });
    await dialog.getByLabel('Messages').fill('a\n\n b \nc');
    await dialog.getByLabel('Gap').fill('150');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await eventually(() => stub.actions).toEqual([{ do: 'burst', customer, texts: ['a', 'b', 'c'], gapMs: 150 }]);
  });

  it('attaches, shares a place and sends late', async () => {
    const { page, stub } = await show(stateWith());
    const dialog = page.getByRole('dialog');
    const send = () => dialog.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Attach' }).click();
    await dialog.getByRole('radio', { name: 'document' }).check();
    await dialog.getByLabel('Caption').fill('the invoice');
    await send();
    await page.getByRole('button', { name: 'Location' }).click();
    await dialog.getByLabel('Latitude').fill('1.5');
    await dialog.getByLabel('Longitude').fill('-2');
    await dialog.getByLabel('Name').fill('');
    await send();
    await page.getByRole('button', { name: 'Late' }).click();
    await dialog.getByLabel('Message').fill('from before');
    await dialog.getByLabel('seconds ago').fill('90');
    await send();
    await eventually(() => stub.actions).toEqual([
      { do: 'attach', customer, sample: 'document', caption: 'the invoice' },
      { do: 'location', customer, latitude: 1.5, longitude: -2 },
      { do: 'say', customer, text: 'from before', secondsAgo: 90 },
    ]);
  });

  it('taps a button, and a row of a list', async () => {
    const { page, stub } = await show(fullState());
    await page.getByRole('button', { name: 'No, thanks' }).click();
    await page.getByRole('button', { name: 'See the days' }).click();
    await page.getByRole('dialog', { name: 'See the days' }).getByRole('button', { name: 'Monday' }).click();
    await eventually(() => stub.actions).toEqual(
      [
        { do: 'tap', customer, bubble: 'wamid.b7', choice: 'no' },
        { do: 'tap', customer, bubble: 'wamid.b8', choice: 'mon' },
      ].map((action) => ({ ...action, bubble: expect.any(String) })),
    );
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('reacts, takes it back, replies and sends a webhook again', async () => {
    const mine = bubbleWith('Hello', { id: 'wamid.mine' });
    const { page, stub } = await show(stateWith({ bubbles: [mine] }));
    const dialog = page.getByRole('dialog');
    const open = async () => {
      await page.getByRole('article').hover();
      await page.getByRole('button', { name: 'Message options' }).click();
    };
    await open();
    await dialog.getByRole('button', { name: 'React with 🎉' }).click();
    stub.tell({ type: 'bubble', bubble: { ...mine, reactions: { customer: '🎉' } } });
    await page.getByRole('log').getByText('🎉').waitFor();
    await open();
    await dialog.getByRole('button', { name: 'React with 🎉', pressed: true }).click();
    await open();
    await dialog.getByRole('button', { name: 'webhook again' }).click();
    await open();
    await dialog.getByRole('button', { name: 'Reply' }).click();
    await eventually(() => page.evaluate('document.activeElement.ariaLabel')).toBe('Message');
    await page.keyboard.type('about that\n');
    await eventually(() => stub.actions).toEqual([
      { do: 'react', customer, bubble: mine.id, emoji: '🎉' },
      { do: 'react', customer, bubble: mine.id, emoji: '' },
      { do: 'resend', bubble: mine.id },
      { do: 'say', customer, text: 'about that', quotes: mine.id },
    ]);
  });

  it('goes offline and online', async () => {
    const { page, stub } = await show(stateWith());
    await page.getByRole('switch', { name: 'Online' }).click();
    await eventually(() => stub.actions).toEqual([{ do: 'online', customer, online: false }]);
    stub.tell({ type: 'customer', customer: { ...anna, online: false } });
    await page.getByRole('switch', { name: 'Online', checked: false }).click();
    await eventually(() => stub.actions.at(-1)).toEqual({ do: 'online', customer, online: true });
  });

  it('is added, chosen then, and renamed', async () => {
    const { page, stub } = await show(stateWith());
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add customer' }).click();
    await dialog.getByLabel('Name').fill('Carla');
    await dialog.getByLabel('Number').fill('+39 333 000 0009');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Add customer' }).click();
    await dialog.getByLabel('Name').fill('Dario');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await eventually(() => stub.actions.length).toBe(2);
    const [, made = ''] = stub.actions.map((action) => ('number' in action && action.number) || '');
    stub.tell({ type: 'customer', customer: { name: 'Dario', number: made, online: true } });
    await page.getByRole('region', { name: 'Phone of Dario' }).waitFor();
    await page.getByRole('button', { name: /Bruno/ }).click();
    await page.getByRole('button', { name: 'Rename' }).click();
    await dialog.getByLabel('Name').fill('Bruno Bianchi');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await eventually(() => stub.actions).toEqual([
      { do: 'customer', name: 'Carla', number: '393330000009' },
      { do: 'customer', name: 'Dario', number: expect.stringMatching(/^9198\d{8}$/) },
      { do: 'customer', name: 'Bruno Bianchi', number: bruno.number },
    ]);
  });
});
