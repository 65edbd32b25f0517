const { text } = require('node:stream/consumers');

const echo = async (activity, turn) => void (await turn.reply(`Echo: ${activity.text}`));

/** A plain function behind a channel. */
function onFunction(channel, { node }) {
  channel.handle(echo);
  return { channel, listener: node.toNodeListener(channel) };
}

/** The adapters of both SDKs are used alike. */
function onTurnContext({ KaleyraAdapter }, { core, options }) {
  const channel = core.createChannel(options);
  const adapter = new KaleyraAdapter(channel);
  adapter.handle(async (context) => void (await context.sendActivity(`Echo: ${context.activity.text}`)));
  return { channel, listener: (request, response) => adapter.process(request, response) };
}

/** Each adapter's way of putting a bot that answers `Echo: <text>` behind a channel, as a request listener. */
exports.bots = {
  'tidemark/adapters/agents': onTurnContext,
  'tidemark/adapters/botbuilder': onTurnContext,
  'tidemark/adapters/bullmq': ({ createBullmqStore }, parts) => {
    const { REDIS_URL: connection } = process.env;
    const store = createBullmqStore({ connection, prefix: `consumer-${process.pid}`, timeoutMs: 60_000 });
    return onFunction(parts.core.createChannel({ ...parts.options, store }), parts);
  },
  'tidemark/adapters/level': async ({ openLevelStore }, parts) => {
    const store = await openLevelStore({ path: `inbox-${process.pid}` });
    return onFunction(parts.core.createChannel({ ...parts.options, store }), parts);
  },
  'tidemark/adapters/node': (_adapter, parts) => onFunction(parts.core.createChannel(parts.options), parts),
  'tidemark/adapters/opentelemetry': ({ createTracedChannel }, parts) =>
    onFunction(createTracedChannel(parts.options), parts),
  'tidemark/adapters/web': ({ toFetchHandler }, { core, options }) => {
    const channel = core.createChannel(options);
    channel.handle(echo);
    const handler = toFetchHandler(channel);
    return {
      channel,
      async listener(request, response) {
        const { method, headers } = request;
        const url = new URL(request.url, 'http://localhost');
        const answer = await handler(new Request(url, { method, headers, body: await text(request) }));
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      },
    };
  },
};
