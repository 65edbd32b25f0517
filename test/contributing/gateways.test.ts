import { KaleyraClient } from 'tidemark';
import { type Asked, describeGateway } from './gateway-conformance.js';

const apiKey = 'Ac0ffee00c0ffee00c0ffee00c0ffee00';

describeGateway({
  name: 'KaleyraClient',
  apiKey,
  create: (baseUrl) => new KaleyraClient({ region: { baseUrl }, sid: 'HXAP1600000097IN', apiKey }),
  askedBy({ path, body }): Asked {
    const businessNumber = /(\d+)\/messages$/.exec(path)?.[1] ?? '';
    const { messaging_object: message } = JSON.parse(body);
    if (message.status === 'read') {
      return { read: message.message_id, businessNumber, typing: message.typing_indicator !== undefined };
    }
    const quotes = message.context?.message_id;
    return { send: message.text.body, businessNumber, to: message.to.replace('+', ''), ...(quotes && { quotes }) };
  },
  success: (id) => ({
    status: 202,
    body: JSON.stringify({ code: 'WA202', ...(id !== undefined && { data: { message_id: id } }) }),
  }),
});
