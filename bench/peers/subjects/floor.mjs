/** The floor: what answering and marking read takes with node:http and undici alone, one call each for every message. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { request } from 'undici';

const { API_URL, APP_SECRET } = process.env;
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };

const server = createServer(async (incoming, response) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const signature = `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`;
  if (!timingSafeEqual(Buffer.from(`${incoming.headers['x-hub-signature-256']}`), Buffer.from(signature))) {
    response.writeHead(401).end();
    return;
  }
  const { value } = JSON.parse(body.toString()).entry[0].changes[0];
  response.writeHead(200).end();
  for (const { id, from, text } of value.messages) {
    await call(value, { status: 'read', message_id: id });
    await call(value, { to: from, type: 'text', text: { body: `Echo: ${text.body}` } });
  }
});

async function call({ metadata }, message) {
  const { body } = await request(`${API_URL}/v25.0/${metadata.phone_number_id}/messages`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ messaging_product: 'whatsapp', ...message }),
  });
  await body.json();
}

server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
