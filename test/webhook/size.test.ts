import type { WebhookBody } from 'tidemark';
import { expect, test } from 'vitest';
import { requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const LIMIT = 2048;
const webhook = { auth: 'none', maxBodyBytes: LIMIT } as const;
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A webhook of exactly this many bytes. */
function bodyOf(size: number): string {
  const body = JSON.stringify({ ...webhookOf(text('wamid.1')), padding: '' });
  return body.replace('"padding":""', `"padding":"${'x'.repeat(size - Buffer.byteLength(body))}"`);
}

/** A body in pieces that tells how many were taken and whether its reader let go of it. */
function streamOf(pieces: readonly (Uint8Array | string)[]): {
  body: AsyncIterable<Uint8Array | string>;
  state: { taken: number; released: boolean };
} {
  const state = { taken: 0, released: false };
  async function* read(): AsyncGenerator<Uint8Array | string> {
    try {
      for (const piece of pieces) {
        state.taken += 1;
        yield piece;
      }
    } finally {
      state.released = true;
    }
  }
  return { body: read(), state };
}

function inPieces(value: string, size: number): Uint8Array[] {
  const all = bytes(value);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

const shapes: [string, (value: string) => WebhookBody][] = [
  ['a string', (value) => value],
  ['bytes', bytes],
  ['a Buffer', (value) => Buffer.from(value)],
  ['a stream', (value) => streamOf(inPieces(value, 100)).body],
  ['a stream of strings', (value) => streamOf([value.slice(0, 50), value.slice(50)]).body],
  ['a web stream', (value) => new Blob([value]).stream() as unknown as AsyncIterable<Uint8Array>],
];
for (const [what, shape] of shapes) {
  test(`a body as ${what} of exactly maxBodyBytes is taken, one byte more is answered 413`, async () => {
    const { channel } = open({ webhook });
    const send = async (size: number): Promise<number> =>
      (await channel.handleWebhook({ ...requestOf(''), body: shape(bodyOf(size)) })).status;
    expect([await send(LIMIT), await send(LIMIT + 1)]).toEqual([200, 413]);
  });
}

test('the size counts bytes, not characters', async () => {
  const { channel } = open({ webhook });
  const body = JSON.stringify({ padding: 'é'.repeat(LIMIT / 2) });
  expect(body.length).toBeLessThan(LIMIT);
  expect((await channel.handleWebhook(requestOf(body))).status).toBe(413);
});

test('content-length above the limit is answered 413 without reading', async () => {
  const { channel } = open({ webhook });
  const { body, state } = streamOf([bytes('{}')]);
  const headers = { 'content-type': 'application/json', 'content-length': String(LIMIT + 1) };
  expect((await channel.handleWebhook({ ...requestOf(''), headers, body })).status).toBe(413);
  expect(state.taken).toBe(0);
});

for (const length of ['10', 'nonsense', '-1', '']) {
  test(`a content-length of "${length}" does not let a larger body in`, async () => {
    const { channel } = open({ webhook });
    const { body } = streamOf(inPieces(bodyOf(LIMIT * 2), 100));
    const headers = { 'content-type': 'application/json', 'content-length': length };
    expect((await channel.handleWebhook({ ...requestOf(''), headers, body })).status).toBe(413);
  });
}

test('reading stops at the limit, and the stream is let go', async () => {
  const { channel } = open({ webhook });
  const { body, state } = streamOf(inPieces('x'.repeat(LIMIT * 100), 1024));
  expect((await channel.handleWebhook({ ...requestOf(''), body })).status).toBe(413);
  expect(state).toEqual({ taken: 3, released: true });
});

test('an endless body ends in 413', async () => {
  const { channel } = open({ webhook });
  async function* endless(): AsyncGenerator<Uint8Array> {
    // Its end is never reached, unless there is no limit.
    for (let taken = 0; taken < LIMIT; taken += 1) yield new Uint8Array(512);
  }
  expect((await channel.handleWebhook({ ...requestOf(''), body: endless() })).status).toBe(413);
});

test('an answer 413 says the limit and not the body', async () => {
  const { channel, log } = open({ webhook });
  const { body } = await channel.handleWebhook(requestOf(`"${'private'.repeat(1000)}"`));
  expect(body).toContain(String(LIMIT));
  expect(body + log.all()).not.toContain('private');
});

test('a body that breaks off is answered 400 and never throws', async () => {
  const { channel } = open({ webhook });
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield bytes('{"meta_object"');
    throw new Error('socket hang up');
  }
  expect((await channel.handleWebhook({ ...requestOf(''), body: broken() })).status).toBe(400);
});

test('a character split between two pieces is read whole', async () => {
  const { channel } = open({ receipts: false });
  const texts: (string | undefined)[] = [];
  channel.incoming$.subscribe((activity) => texts.push(activity.text));
  channel.handle(() => undefined);
  const body = JSON.stringify(webhookOf(text('wamid.1', { body: '👍🏽 é ह' })));
  await channel.handleWebhook({ ...requestOf(''), body: streamOf(inPieces(body, 1)).body });
  await time.clock.tickAsync(0);
  expect(texts).toEqual(['👍🏽 é ह']);
});
