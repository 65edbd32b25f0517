import { inspect } from 'node:util';
import { createChannel, type Gateway, type GatewayError, isGatewayError } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { say, serve } from './bot-server.js';
import { type Answer, closedAddress, type Received, startProvider } from './provider-server.js';

/** What a request to the provider asks for, in the words of the port. */
export type Asked =
  | { read: string; businessNumber: string; typing: boolean }
  | { send: string; businessNumber: string; to: string; quotes?: string };

/** A gateway under test, and how its provider speaks. */
export interface GatewaySubject {
  readonly name: string;
  /** Makes the gateway, with `apiKey`, for a provider at this address; closed by the test where it can be. */
  create(baseUrl: string): Gateway & { close?(): Promise<void> };
  /** The secret that every request carries. */
  readonly apiKey: string;
  /** Reads a request. */
  askedBy(request: Received): Asked;
  /** What the provider answers a read, or a message with the id it is given. */
  success(id?: string): Answer;
}

const businessNumber = '911200000000';
const read = { id: 'wamid.1', businessNumber };
const hello = { type: 'text', businessNumber, to: '919800000001', text: 'the text of a customer' } as const;

/** What every gateway does, whatever its provider: a new one passes it before it is put behind a channel. */
export function describeGateway(subject: GatewaySubject): void {
  const { apiKey, askedBy, success } = subject;

  async function start(answer: (request: Received) => Answer | 'hang' | 'cut' = () => success('sent-1')) {
    const provider = await startProvider(answer);
    const gateway = subject.create(provider.baseUrl);
    onTestFinished(async () => void (await gateway.close?.()));
    return { gateway, asked: () => provider.received.map(askedBy), received: provider.received };
  }

  const failureOf = async (call: Promise<unknown>): Promise<GatewayError> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!isGatewayError(error)) throw new Error(`expected a GatewayError, got ${inspect(error)}`);
    return error;
  };

  describe(`the gateway ${subject.name}`, () => {
    test('marks a message read by one call, for the number it came to', async () => {
      const { gateway, asked } = await start();
      expect(await gateway.markRead(read)).toBeUndefined();
      await gateway.markRead({ id: 'wamid.2', businessNumber: '911200000001' });
      expect(asked()).toEqual([
        { read: 'wamid.1', businessNumber, typing: false },
        { read: 'wamid.2', businessNumber: '911200000001', typing: false },
      ]);
    });

    test('a read that was taken needs no more to be told', async () => {
      const { gateway } = await start(() => ({ status: 200 }));
      expect(await gateway.markRead(read)).toBeUndefined();
    });

    test('R8: shows the typing indicator with the same call', async () => {
      const { gateway, asked } = await start();
      await gateway.markRead(read, { typing: true });
      expect(asked()).toEqual([{ read: 'wamid.1', businessNumber, typing: true }]);
    });

    test('sends a text by one call, with what it quotes, and gives the id the provider gave', async () => {
      const { gateway, asked } = await start();
      expect(await gateway.send({ ...hello, quotes: 'wamid.1' })).toMatchObject({ id: 'sent-1' });
      expect(asked()).toEqual([{ send: hello.text, businessNumber, to: hello.to, quotes: 'wamid.1' }]);
    });

    test('a message that was taken without an id is not one to send again', async () => {
      const { gateway } = await start(() => success());
      expect(await failureOf(gateway.send(hello))).toMatchObject({ kind: 'reject' });
    });

    test.each([
      ['retry', [408, 425, 429, 500, 502, 503]],
      ['reject', [400, 422]],
      ['halt', [302, 401, 403, 404]],
    ] as const)('R9: HTTP means %s where it is %s', async (kind, statuses) => {
      for (const status of statuses) {
        const { gateway, received } = await start(() => ({ status, headers: { location: '/elsewhere' } }));
        expect([status, (await failureOf(gateway.markRead(read))).kind]).toEqual([status, kind]);
        expect([status, (await failureOf(gateway.send(hello))).kind]).toEqual([status, kind]);
        // Not followed, and not repeated: both are the channel's to decide.
        expect(received).toHaveLength(2);
      }
    });

    test('R10: tells how long the provider asks to wait', async () => {
      const { gateway } = await start(() => ({ status: 429, headers: { 'retry-after': '7' } }));
      expect(await failureOf(gateway.markRead(read))).toMatchObject({ status: 429, retryAfterMs: 7000 });
    });

    test('says of a message whether it certainly did not go out', async () => {
      const { gateway: busy } = await start(() => ({ status: 429 }));
      expect(await failureOf(busy.send(hello))).toMatchObject({ undelivered: true });
      const nobody = subject.create(await closedAddress());
      onTestFinished(async () => void (await nobody.close?.()));
      expect(await failureOf(nobody.send(hello))).toMatchObject({ kind: 'retry', undelivered: true });
      for (const answer of [{ status: 500 }, 'cut'] as const) {
        const { gateway } = await start(() => answer);
        expect(await failureOf(gateway.send(hello))).not.toMatchObject({ undelivered: true });
      }
    });

    test('a connection that is cut is one to try again', async () => {
      const { gateway } = await start(() => 'cut');
      expect(await failureOf(gateway.markRead(read))).toMatchObject({ kind: 'retry' });
    });

    test('a signal ends a call that is never answered', async () => {
      const abort = new AbortController();
      const { gateway } = await start(() => {
        abort.abort();
        return 'hang';
      });
      await expect(gateway.markRead(read, { signal: abort.signal })).rejects.toThrow();
      const late = new AbortController();
      late.abort();
      await expect(gateway.send(hello, { signal: late.signal })).rejects.toThrow();
    });

    test('no error shows the secret, or what a message says', async () => {
      const { gateway } = await start(({ headers, body }) => ({
        status: 400,
        body: JSON.stringify({ error: `${JSON.stringify(headers)} ${body}` }),
      }));
      for (const error of [await failureOf(gateway.markRead(read)), await failureOf(gateway.send(hello))]) {
        const shown = `${inspect(error, { depth: 10, showHidden: true })} ${error.stack} ${JSON.stringify(error)}`;
        expect(shown).not.toContain(apiKey);
        expect(shown).not.toContain(hello.text);
      }
      expect(inspect(gateway, { depth: 10, showHidden: true })).not.toContain(apiKey);
    });

    test('behind a channel a burst costs one call, which comes before the answers', async () => {
      const { gateway, asked } = await start();
      const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: { quietMs: 100 } });
      onTestFinished(async () => void (await channel.close()));
      const answered = new Promise<void>((resolve) => {
        channel.handle(async ({ text }, turn) => {
          await turn.reply(`Echo: ${text}`);
          if (text === 'three') resolve();
        });
      });
      await say(await serve(toNodeListener(channel)), ['one', 'two', 'three']);
      await answered;
      expect(asked().map((each) => ('read' in each ? each.read : each.send))).toEqual([
        'wamid.three',
        'Echo: one',
        'Echo: two',
        'Echo: three',
      ]);
    });
  });
}
