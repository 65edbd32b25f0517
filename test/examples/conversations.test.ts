import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  imageMessage,
  kaleyraWebhook,
  type RecordedRequest,
  reactionMessage,
  startFakeKaleyra,
} from 'tidemark/testing';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { killAll, startExample } from './example-process.js';
import { environmentOf, type Stage, startStage, testMs, violations } from './stage.js';

const stages: Stage[] = [];

async function stageOf(name: string, env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const stage = await startStage(name, env);
  stages.push(stage);
  return stage;
}

afterEach(async () => {
  await killAll();
  for (const { kaleyra } of stages.splice(0)) {
    expect(violations(kaleyra)).toEqual([]);
    await kaleyra.close();
  }
});

/** The titles of the buttons of a message. */
function buttonsOf({ message }: RecordedRequest): string[] {
  const content = message?.content as { action: { buttons: { reply: { title: string } }[] } } | undefined;
  return (content?.action.buttons ?? []).map(({ reply }) => reply.title);
}

describe('dialog-bot', { timeout: testMs }, () => {
  test.each([
    ['tapping', (customer: ReturnType<Stage['newCustomer']>, word: string) => customer.taps(word)],
    ['typing', (customer: ReturnType<Stage['newCustomer']>, word: string) => customer.says(word.toLowerCase())],
  ])('asks with buttons, and is answered by %s', async (_how, answer) => {
    const { kaleyra, answered, ...stage } = await stageOf('dialog-bot', { RECEIPT_QUIET_MS: '0' });
    const customer = stage.newCustomer();
    await customer.says('hello');
    const [size] = await answered('send', 1);
    expect(buttonsOf(size as RecordedRequest)).toEqual(['Small', 'Medium', 'Large']);
    await answer(customer, 'Medium');
    await stage.replied('How many?');
    await customer.says('three');
    const [, , confirm] = await answered('send', 3);
    expect(buttonsOf(confirm as RecordedRequest)).toEqual(['Yes', 'No']);
    await answer(customer, 'Yes');
    const [, , , order] = await answered('send', 4);
    expect(JSON.stringify(order?.message?.content)).toContain('3 × Medium');
    expect(kaleyra.unread()).toEqual([]);
  });
});

describe('parcel-bot', { timeout: testMs }, () => {
  test('takes a burst as one question, asks with buttons and a list, and is answered by taps', async () => {
    const { answered, ...stage } = await stageOf('parcel-bot', { RECEIPT_QUIET_MS: '500' });
    const customer = stage.newCustomer();
    for (const text of ['hello', 'I ordered on Friday', 'where is it?']) await customer.says(text);
    const [where] = await answered('send', 1);
    expect(buttonsOf(where as RecordedRequest)).toEqual(['Tomorrow', 'On Saturday', 'Another day']);
    await customer.taps('Another day');
    const [, which] = await answered('send', 2);
    expect(which?.message?.content).toMatchObject({ type: 'list' });
    expect(JSON.stringify(which?.message?.content)).toContain('On Thursday');
    await customer.taps('On Thursday');
    await stage.replied('Done: it comes *on Thursday* between 9 and 12.');
  });

  test('answers what it does not know, but no reaction', async () => {
    const { answered, post, ...stage } = await stageOf('parcel-bot', { RECEIPT_QUIET_MS: '0' });
    const customer = stage.newCustomer();
    await post(
      kaleyraWebhook({
        from: '919800000079',
        businessNumber: stage.kaleyra.businessNumbers[0] ?? '',
        messages: [reactionMessage({ messageId: 'wamid.any', emoji: '👍' })],
      }),
    );
    await customer.says('can I pay by card?');
    await stage.replied('Yes, at the door and in the app.');
    await customer.says('hm');
    await stage.replied('Ask me *where* your parcel is, or whether you can *pay* by card.');
    expect(await answered('send', 2)).toHaveLength(2);
  });
});

describe('assistant', { timeout: testMs }, () => {
  test('reads a burst in one call with the bubble, and answers it once, paragraph by paragraph, long ones split', async () => {
    const { kaleyra, answered, ...stage } = await stageOf('assistant');
    const customer = stage.newCustomer();
    const first = await customer.says('one thing');
    const second = await customer.says('a long thing');
    await answered('send', 5);
    const texts = kaleyra.sends.map(({ text }) => text ?? '');
    expect(texts.slice(0, 3)).toEqual([
      'You asked *2* things.',
      'About "one thing": a real model would know more.',
      'About "a long thing": a real model would know more.',
    ]);
    expect(texts.slice(3).join(' ')).toMatch(/^(And so on\. ){499}And so on\.\s*$/);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(4096);
    const [read] = kaleyra.reads;
    expect(kaleyra.requests[0]).toBe(read);
    expect(read).toMatchObject({ messageId: second, typing: true });
    expect(kaleyra.isRead(first)).toBe(true);
  });
});

describe('media', { timeout: testMs }, () => {
  test('fetches a picture, tells its name and size, and sends it back', async () => {
    const picture = Buffer.from('not really a picture');
    const files = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture),
    );
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void files.close());
    const { port } = files.address() as AddressInfo;
    const { kaleyra, answered, post } = await stageOf('media', { RECEIPT_QUIET_MS: '0' });
    const businessNumber = kaleyra.businessNumbers[0] ?? '';
    const extraInfo = { media_url: `http://127.0.0.1:${port}/a.jpg` };
    await post(kaleyraWebhook({ from: '919800000077', businessNumber, messages: [imageMessage()], extraInfo }));
    const [sent] = await answered('send', 1);
    expect(sent?.message).toMatchObject({ type: 'image', content: { caption: `image.jpg: ${picture.length} bytes` } });
    expect(kaleyra.uploads).toHaveLength(1);
  });

  test('says so where a file cannot be fetched, and goes on', async () => {
    const { kaleyra, post, replied, program } = await stageOf('media', { RECEIPT_QUIET_MS: '0' });
    const businessNumber = kaleyra.businessNumbers[0] ?? '';
    const extraInfo = { media_url: 'http://169.254.169.254/latest/meta-data' };
    await post(kaleyraWebhook({ from: '919800000078', businessNumber, messages: [imageMessage()], extraInfo }));
    await replied('I could not open that file.');
    expect(program.stderr.join('\n')).toContain('DOWNLOAD_REFUSED');
  });
});

describe('proactive-notice', { timeout: testMs }, () => {
  test('sends a template to each customer, tells whom it could not reach, and ends', async () => {
    const kaleyra = await startFakeKaleyra();
    onTestFinished(() => kaleyra.close());
    kaleyra.fail('WA400', { on: 'send' });
    const [businessNumber = ''] = kaleyra.businessNumbers;
    const program = startExample('proactive-notice', environmentOf(kaleyra), [
      businessNumber,
      '919800000001',
      '919800000002',
    ]);
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.stderr.at(-1)).toContain('919800000001: [tidemark] Kaleyra refused the message: WA400');
    expect(program.stdout).toEqual([expect.stringMatching(/^919800000002: sent as wamid\./)]);
    expect(kaleyra.sends[1]?.message).toMatchObject({ type: 'template', content: { name: 'order_shipped' } });
  });

  test('says how it is used', async () => {
    const kaleyra = await startFakeKaleyra();
    onTestFinished(() => kaleyra.close());
    const program = startExample('proactive-notice', environmentOf(kaleyra));
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.stderr[0]).toMatch(/^Usage: npm run example proactive-notice/);
  });
});
