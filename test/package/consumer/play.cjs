const { once } = require('node:events');
const { createServer } = require('node:http');

/** Plays a text and a tap over HTTP against the package's own fake Kaleyra; gives the fake's log in short. */
exports.play = async (startBot, { KaleyraClient }, testing) => {
  const { startFakeKaleyra, kaleyraWebhook, textMessage, buttonReplyMessage } = testing;
  const kaleyra = await startFakeKaleyra({ strictIds: true });
  const { baseUrl, sid, apiKey, businessNumbers } = kaleyra;
  const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  // The window is long: the tap at the end of the burst is what makes its receipt due.
  const receipts = { quietMs: 300_000, maxWaitMs: 300_000 };
  const bot = await startBot({ gateway: client, receipts, webhook: { auth: { bearer: 'secret' } } });
  const server = createServer(bot.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');

  for (const message of [
    textMessage({ id: 'wamid.1', text: 'one' }),
    buttonReplyMessage({ id: 'wamid.2', replyId: 'two', title: 'two' }),
  ]) {
    const webhook = kaleyraWebhook({ from: '919800000001', businessNumber: businessNumbers[0], messages: [message] });
    const url = `http://127.0.0.1:${server.address().port}/webhook`;
    const headers = { authorization: 'Bearer secret' };
    const { status, body } = await kaleyra.postWebhook(url, webhook, { headers, timeoutMs: 60_000 });
    if (status !== 200) throw new Error(`the webhook was answered ${status}: ${JSON.stringify(body)}`);
  }
  await kaleyra.waitFor('send', 2, { answered: true, timeoutMs: 60_000 });
  await bot.channel.close();
  const log = kaleyra.requests.map(({ kind, messageId, text }) => `${kind} ${messageId ?? text}`);
  const violations = kaleyra.requests.flatMap((request) => request.violations);
  await Promise.all([client.close(), kaleyra.close(), server.close()]);
  return { log, violations };
};
