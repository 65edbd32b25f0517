// Compiled, never run: the entries that need no SDK have types, and none of them is `any`.
import { createServer } from 'node:http';
import { filter } from 'rxjs';
import {
  type Activity,
  type Channel,
  collectBursts,
  createChannel,
  createReceipts,
  dispatch,
  GatewayError,
  type Handler,
  humanPace,
  isGatewayError,
  KaleyraClient,
  parseKaleyraWebhook,
  type ReceiptOptions,
  readReceipts,
} from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { toFetchHandler } from 'tidemark/adapters/web';
import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';

/** Fails to compile for `any`, which a declaration that cannot be resolved becomes. */
type Known<T> = 0 extends 1 & T ? never : T;
declare function known<T>(value: Known<T>): void;

const receipts: ReceiptOptions = { quietMs: 800, pace: humanPace({ minMs: 500, maxMs: 4000 }) };
const gateway = new KaleyraClient({ region: 'in', sid: 'sid', apiKey: 'key' });
const channel: Channel = createChannel({ gateway, receipts, webhook: { auth: { header: 'x-secret', secret: 's' } } });
const handler: Handler = async (activity, turn) => {
  const text: string | undefined = activity.text;
  const { id }: { id: string } = await turn.reply(`Echo: ${text}`);
  known(id);
  known(turn.signal);
};

channel.incoming$
  .pipe(
    filter((activity: Activity) => activity.type === 'message'),
    readReceipts(channel),
    collectBursts(channel, { quietMs: 500 }),
    dispatch(channel, handler),
  )
  .subscribe((activity) => known<Activity>(activity));
known(channel.incoming$);
known(channel.receipts.stats().latency.count);
channel.receipts.on('sent', ({ latencyMs }) => known<number>(latencyMs));

const error: unknown = new GatewayError('message', { code: 'RBC001', kind: 'halt' });
if (isGatewayError(error)) known<'retry' | 'halt' | 'reject'>(error.kind);
const parsed = parseKaleyraWebhook({});
if (parsed.ok) known<readonly Activity[]>(parsed.activities);

createServer(toNodeListener(channel));
const fetchHandler: (request: Request) => Promise<Response> = toFetchHandler(channel, { ack: 'afterTurn' });
known(fetchHandler);

export async function test(): Promise<void> {
  const kaleyra: FakeKaleyra = await startFakeKaleyra({ strictIds: true });
  known(kaleyra.reads);
  kaleyra.fail(['WA500', { status: 503, headers: { 'retry-after': '1' } }], { on: 'read' });
  const messages = [textMessage({ id: 'wamid.1', text: 'hello' })];
  await kaleyra.postWebhook('http://127.0.0.1:1', kaleyraWebhook({ from: '1', businessNumber: '2', messages }));
  await kaleyra.close();
}

// @ts-expect-error an unknown option
createReceipts({ gateway, quiteMs: 1 });
// @ts-expect-error an option of the wrong type
createChannel({ gateway, webhook: { auth: 'sometimes' } });
// @ts-expect-error a region there is not
new KaleyraClient({ region: 'mars', sid: 'sid', apiKey: 'key' });
// @ts-expect-error no channel
toNodeListener({});
// @ts-expect-error an option of the wrong type
void startFakeKaleyra({ port: 'any' });
