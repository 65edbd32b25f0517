/** whatsapp-api-js, as its README has it: the answer is awaited, the receipt is not, and the webhook's answer comes last. */
import { createServer } from 'node:http';
import { Text } from 'whatsapp-api-js/messages';
import { WhatsAppAPI } from 'whatsapp-api-js/middleware/node-http';

const { API_URL, APP_SECRET } = process.env;

const whatsapp = new WhatsAppAPI({
  token: 'token',
  appSecret: APP_SECRET,
  v: 'v24.0',
  // It knows one host only; its option for other implementations of fetch leads elsewhere.
  ponyfill: { fetch: (url, init) => fetch(`${url}`.replace('https://graph.facebook.com', API_URL), init) },
});

whatsapp.on.message = async ({ phoneID, message, reply }) => {
  await reply(new Text(`Echo: ${message.text.body}`));
  void whatsapp.markAsRead(phoneID, message.id);
};

const server = createServer(async (request, response) => {
  response.statusCode = await whatsapp.handle_post(request);
  response.end();
});
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
