const { once } = require('node:events');
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');

/** Each adapter's way of putting a bot that answers `Echo: <text>` behind a channel, as a request listener. */
const bots = {
  'tidemark/adapters/node': ({ toNodeListener }, channel) => {
    channel.handle(async (activity, turn) => void (await turn.reply(`Echo: ${activity.text}`)));
    return toNodeListener(channel);
  },
  'tidemark/adapters/web': ({ toFetchHandler }, channel) => {
    channel.handle(async (activity, turn) => void (await turn.reply(`Echo: ${activity.text}`)));
    const handler = toFetchHandler(channel);
    return async (request, response) => {
      const { method, headers } = request;
      const url = new URL(request.url, 'http://localhost');
      const answer = await handler(new Request(url, { method, headers, body: await text(request) }));
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    };
  },
  'tidemark/adapters/botbuilder': onTurnContext,
  'tidemark/adapters/agents': onTurnContext,
};

/** The adapters of both SDKs are used alike. */
function onTurnContext({ KaleyraAdapter }, channel) {
  const adapter = new KaleyraAdapter(channel);
  adapter.handle(async (context) => void (await context.sendActivity(`Echo: ${context.activity.text}`)));
  return (request, response) => adapter.process(request, response);
}

/** Plays a text and a tap over HTTP against the package's own fake Kaleyra; gives the fake's log in short. */
async function play(toListener, { createChannel, KaleyraClient }, testing) {
  const { startFakeKaleyra, kaleyraWebhook, textMessage, buttonReplyMessage } = testing;
  const kaleyra = await startFakeKaleyra({ strictIds: true });
  const { baseUrl, sid, apiKey, businessNumbers } = kaleyra;
  const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  // The window is long: the tap at the end of the burst is what makes its receipt due.
  const receipts = { quietMs: 300_000, maxWaitMs: 300_000 };
  const channel = createChannel({ gateway: client, receipts, webhook: { auth: { bearer: 'secret' } } });
  const server = createServer(toListener(channel)).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const statuses = [];
  for (const message of [
    textMessage({ id: 'wamid.1', text: 'one' }),
    buttonReplyMessage({ id: 'wamid.2', replyId: 'two', title: 'two' }),
  ]) {
    const webhook = kaleyraWebhook({ from: '919800000001', businessNumber: businessNumbers[0], messages: [message] });
    const url = `http://127.0.0.1:${server.address().port}/webhook`;
    const { status } = await kaleyra.postWebhook(url, webhook, { headers: { authorization: 'Bearer secret' } });
    statuses.push(status);
  }
  await kaleyra.waitFor('send', 2, { answered: true, timeoutMs: 20_000 });
  await channel.close();
  const log = kaleyra.requests.map(({ kind, messageId, text }) => `${kind} ${messageId ?? text}`);
  const violations = kaleyra.requests.flatMap((request) => request.violations);
  await Promise.all([client.close(), kaleyra.close(), server.close()]);
  return { statuses, log, violations };
}

/** Prints which files were loaded, what they export, and what became of a turn over each adapter. */
exports.report = async (entries, resolve) => {
  const files = {};
  const names = {};
  const played = {};
  for (const [name, entry] of Object.entries(entries)) {
    files[name] = resolve(name);
    names[name] = Object.keys(entry).sort();
  }
  for (const [name, toListener] of Object.entries(bots)) {
    const adapter = entries[name];
    if (adapter === undefined) continue;
    played[name] = await play((channel) => toListener(adapter, channel), entries.tidemark, entries['tidemark/testing']);
  }
  console.log(JSON.stringify({ files, names, played }));
};
