import { describe, expect, it } from 'vitest';
import { messageBody, sendBody } from '../testing/call.js';
import { asha, ask, ben, chat, openPage, startRig } from './server-rig.js';

describe('a message of a customer', () => {
  it('is posted as Kaleyra posts it, with the name and the secret', async () => {
    const { act, bot } = await startRig({ secret: 's3cret', secretHeader: 'X-Proof' });
    await act({ do: 'say', customer: asha, text: 'Grüße / hi' });
    await bot.until(() => bot.got.length === 1);
    const [{ headers, text, body, message } = {} as never] = bot.got;
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-proof': 's3cret' });
    expect(text).toContain(String.raw`Gr\u00fc\u00dfe \/ hi`);
    expect(message).toMatchObject({ from: asha, type: 'text', text: { body: 'Grüße / hi' } });
    expect(body.meta_object.value.contacts[0]?.profile).toEqual({ name: 'Asha' });
  });

  it('has one tick when written, two when the bot has taken it, and blue ones with the time when it is read', async () => {
    const { act, bot, until, read, emulator, page } = await startRig();
    bot.answer = 'hang';
    await act({ do: 'say', customer: asha, text: 'hi' });
    await bot.until(() => bot.got.length === 1);
    expect(chat(emulator.state())).toMatchObject([{ from: 'customer', ticks: 'sent' }]);
    bot.release();
    await until((state) => chat(state)[0]?.ticks === 'delivered');
    const [{ id = '' } = {}] = chat(emulator.state());
    expect((await read(id)).status).toBe(202);
    await until(() => page.updates.some((update) => update.type === 'bubble' && update.bubble.ticks === 'read'));
    expect(chat(emulator.state())[0]?.readAt).toBeGreaterThan(0);
    const told = page.updates.flatMap((update) => (update.type === 'bubble' ? (update.bubble.ticks ?? []) : []));
    expect(told).toEqual(['sent', 'delivered', 'read']);
  });

  it('keeps one tick when the bot refuses its webhook, which is not tried again', async () => {
    const { act, bot, until, emulator } = await startRig();
    bot.answer = 401;
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ entries }) => entries[0]?.status === 401);
    expect(emulator.state()).toMatchObject({ reachable: true, bubbles: [{ ticks: 'sent' }] });
    bot.answer = 200;
    await act({ do: 'say', customer: asha, text: 'again' });
    await bot.until(() => bot.got.length === 2);
    expect(bot.messages().map(({ message }) => message.text)).toEqual([{ body: 'hi' }, { body: 'again' }]);
  });

  it('read by one call turns all earlier ones of its chat blue, and no other chat', async () => {
    const { act, until, read, emulator } = await startRig();
    for (const text of ['one', 'two', 'three']) await act({ do: 'say', customer: asha, text });
    await act({ do: 'say', customer: ben, text: 'other' });
    await until(({ bubbles }) => bubbles.every(({ ticks }) => ticks === 'delivered'));
    await read(chat(emulator.state())[1]?.id ?? '');
    await until(({ counters }) => counters.saved === 1);
    expect(chat(emulator.state()).map(({ ticks }) => ticks)).toEqual(['read', 'read', 'delivered']);
    expect(chat(emulator.state(), ben).map(({ ticks }) => ticks)).toEqual(['delivered']);
    const { messages, bursts, calls, saved, latenciesMs } = emulator.state().counters;
    expect({ messages, bursts, calls, saved, latencies: latenciesMs.length }).toEqual({
      messages: 4,
      bursts: 2,
      calls: 1,
      saved: 1,
      latencies: 2,
    });
  });

  it('that is late and older than what is read needs no call', async () => {
    const { act, until, read, bot, emulator } = await startRig();
    await act({ do: 'say', customer: asha, text: 'now' });
    await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
    await read(chat(emulator.state())[0]?.id ?? '');
    await act({ do: 'say', customer: asha, text: 'late', secondsAgo: 90 });
    await until(({ bubbles }) => bubbles[1]?.ticks === 'read');
    const [first, late] = bot.messages().map(({ message }) => Number(message.timestamp));
    expect((first ?? 0) - (late ?? 0)).toBeGreaterThanOrEqual(89);
    expect(emulator.state().counters).toMatchObject({ calls: 1, saved: 1 });
  });

  it('a refused read turns nothing', async () => {
    const { act, until, read, emulator } = await startRig({ faults: { failure: { kind: 'lowBalance', share: 1 } } });
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
    expect((await read(chat(emulator.state())[0]?.id ?? '')).text).toContain('E110');
    await until(({ entries }) => entries.some(({ kind, status }) => kind === 'read' && status === 400));
    expect(chat(emulator.state())[0]?.ticks).toBe('delivered');
    expect(emulator.state().counters).toMatchObject({ calls: 1, saved: 0, latenciesMs: [] });
  });
});

describe('what a customer does', () => {
  it('quotes', async () => {
    const { act, bot, until, says, emulator } = await startRig();
    await says('Hello');
    await until((state) => chat(state).length === 1);
    const [{ id = '' } = {}] = chat(emulator.state());
    await act({ do: 'say', customer: asha, text: 'that', quotes: id });
    await bot.until(() => bot.messages().length === 1);
    expect(bot.messages()[0]?.message.context).toEqual({ from: emulator.state().business, id });
    expect(chat(emulator.state())[1]).toMatchObject({ quotes: id });
  });

  it('taps a button with its exact id, and a row of a list', async () => {
    const { act, bot, until, send, emulator } = await startRig();
    const reply = { id: '{"x":" 1"}', title: 'Yes' };
    const action = { buttons: [{ type: 'reply', reply }] };
    await send(messageBodyTo('interactive', { type: 'button', body: { text: 'Sure?' }, action }));
    const rows = [{ id: 'row/1', title: 'One', description: 'first' }];
    const list = { button: 'Open', sections: [{ title: 'All', rows }] };
    await send(messageBodyTo('interactive', { type: 'list', body: { text: 'Which?' }, action: list }));
    await until((state) => chat(state).length === 2);
    expect(chat(emulator.state()).map(({ content }) => content)).toEqual([
      { kind: 'choices', shape: 'buttons', text: 'Sure?', choices: [reply] },
      { kind: 'choices', shape: 'list', text: 'Which?', opener: 'Open', choices: [{ ...rows[0], section: 'All' }] },
    ]);
    const [buttons, choices] = chat(emulator.state()).map(({ id }) => id);
    await act({ do: 'tap', customer: asha, bubble: buttons ?? '', choice: reply.id });
    await act({ do: 'tap', customer: asha, bubble: choices ?? '', choice: 'row/1' });
    await bot.until(() => bot.messages().length === 2);
    expect(bot.messages().map(({ message }) => message.interactive)).toEqual([
      { type: 'button_reply', button_reply: reply },
      { type: 'list_reply', list_reply: rows[0] },
    ]);
    await expect(act({ do: 'tap', customer: asha, bubble: buttons ?? '', choice: 'no' })).rejects.toThrow(
      'no such choice',
    );
  });

  it('reacts, and takes it back', async () => {
    const { act, bot, until, says, emulator } = await startRig();
    await says('Hello');
    await until((state) => chat(state).length === 1);
    const [{ id = '' } = {}] = chat(emulator.state());
    await act({ do: 'react', customer: asha, bubble: id, emoji: '👍' });
    expect(chat(emulator.state())[0]?.reactions).toEqual({ customer: '👍' });
    await act({ do: 'react', customer: asha, bubble: id, emoji: '' });
    await bot.until(() => bot.messages().length === 2);
    expect(bot.messages().map(({ message }) => message.reaction)).toEqual([
      { message_id: id, emoji: '👍' },
      { message_id: id },
    ]);
    expect(chat(emulator.state())).toMatchObject([{ reactions: {} }]);
    expect(emulator.state().counters.messages).toBe(0);
  });

  it('shares a place', async () => {
    const { act, bot } = await startRig();
    await act({ do: 'location', customer: asha, latitude: 52.5, longitude: 13.4, name: 'Here' });
    await bot.until(() => bot.got.length === 1);
    expect(bot.got[0]?.message.location).toEqual({ latitude: 52.5, longitude: 13.4, name: 'Here' });
  });

  it.each([
    ['image', 'image/png', /^inline/],
    ['document', 'application/pdf', /^attachment/],
    ['audio', 'audio/mpeg', /^inline/],
  ] as const)('attaches a sample %s that the bot can fetch', async (sample, type, disposition) => {
    const { act, bot, emulator } = await startRig();
    await act({ do: 'attach', customer: asha, sample, caption: 'look' });
    await bot.until(() => bot.got.length === 1);
    const [{ message, body } = {} as never] = bot.got;
    expect(message).toMatchObject({ type: sample, [sample]: { mime_type: type } });
    const url = new URL(body.extra_info.media_url);
    expect(url.origin).toBe(emulator.baseUrl);
    const { status, headers } = await ask(emulator, url.pathname);
    expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([200, type, 'nosniff']);
    expect(headers['content-disposition']).toMatch(disposition);
  });

  it('sends the same webhook once more, which counts nothing', async () => {
    const { act, bot, emulator } = await startRig();
    await act({ do: 'say', customer: asha, text: 'hi' });
    await act({ do: 'resend', bubble: chat(emulator.state())[0]?.id ?? '' });
    await bot.until(() => bot.got.length === 2);
    expect(bot.got[1]?.text).toBe(bot.got[0]?.text);
    expect(chat(emulator.state())).toHaveLength(1);
    expect(emulator.state().counters.messages).toBe(1);
  });

  it('gets a name and a phone, and clears the chats', async () => {
    const { act, page, until, emulator } = await startRig();
    await act({ do: 'customer', name: 'Dina' });
    await act({ do: 'customer', name: 'Asha B.', number: asha });
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ entries }) => entries[0]?.status === 200);
    await act({ do: 'clear' });
    const { customers, bubbles, entries, counters } = emulator.state();
    expect(customers.map(({ name }) => name)).toEqual(['Asha B.', 'Ben', 'Chiara', 'Dina']);
    expect([bubbles, entries, counters.messages]).toEqual([[], [], 0]);
    await until(() => page.updates.at(-1)?.type === 'state');
  });

  it('keeps the late calls for what was cleared, which are said to be that', async () => {
    const { act, until, read, emulator } = await startRig();
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
    const [{ id = '' } = {}] = chat(emulator.state());
    await read(id);
    await act({ do: 'clear' });
    for (const each of [id, 'wamid.unknown']) await read(each);
    await until(({ entries }) => entries.filter(({ status }) => status === 202).length === 2);
    const [late, unknown] = emulator.state().entries;
    expect(late).toMatchObject({ kind: 'read', customer: asha, gone: true });
    expect(late).not.toHaveProperty('latencyMs');
    expect(unknown).not.toHaveProperty('customer');
    expect(emulator.state().counters).toMatchObject({ messages: 0, saved: 0 });
  });
});

describe('a message of the bot', () => {
  it('ends as a bubble, and is told as sent, delivered and read', async () => {
    const { bot, says, until, emulator } = await startRig();
    const { text } = await says('Hello');
    const id = JSON.parse(text).data.message_id as string;
    await until((state) => chat(state).length === 1);
    expect(chat(emulator.state())).toMatchObject([{ id, from: 'business', content: { kind: 'text', text: 'Hello' } }]);
    await bot.until(() => bot.statuses().length === 3);
    expect(bot.statuses()).toEqual(['sent', 'delivered', 'read']);
    expect(bot.got[0]?.body).toMatchObject({ message_id: id });
  });

  it('may react and quote', async () => {
    const { act, send, until, emulator } = await startRig();
    await act({ do: 'say', customer: asha, text: 'hi' });
    const [{ id = '' } = {}] = chat(emulator.state());
    await send(messageBodyTo('reaction', { message_id: id, emoji: '❤️' }));
    await send(sendBody('that one', { to: asha, context: { message_id: id } }));
    await until((state) => chat(state).length === 2);
    expect(chat(emulator.state())).toMatchObject([{ reactions: { business: '❤️' } }, { quotes: id }]);
  });

  it('to a number nobody has yet gives it a phone', async () => {
    const { says, until, emulator } = await startRig();
    await says('Hello', '4915112345678');
    await until(({ customers }) => customers.length === 4);
    expect(chat(emulator.state(), '4915112345678')).toHaveLength(1);
  });
});

describe('a reload', () => {
  it('finds all of it again', async () => {
    const { act, until, emulator, says } = await startRig();
    await act({ do: 'say', customer: asha, text: 'hi' });
    await says('Hello');
    await until(({ bubbles, entries }) => bubbles.length === 2 && entries.every(({ status }) => status !== undefined));
    const again = await openPage(emulator);
    expect(again.updates[0]).toEqual({ type: 'state', state: emulator.state() });
    again.close();
  });
});

function messageBodyTo(type: string, content: object): object {
  const body = messageBody(type, content) as { messaging_object: object };
  return { messaging_object: { ...body.messaging_object, to: asha } };
}
