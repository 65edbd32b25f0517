import type { Subject } from './processes/subject.js';

/** What is compared, by the name on the command line. */
export const subjects: Readonly<Record<string, Subject>> = {
  floor: { name: 'node:http + undici', format: 'meta', script: 'bench/peers/subjects/floor.mjs' },
  tidemark: example('echo-custom', 'tidemark'),
  botbuilder: example('echo-botbuilder', 'tidemark, Bot Framework'),
  agents: example('echo-agents', 'tidemark, Agents SDK'),
  chat: { name: 'Chat SDK', format: 'meta', script: 'bench/peers/subjects/chat.mjs' },
  'chat-burst': {
    name: 'Chat SDK, burst',
    format: 'meta',
    script: 'bench/peers/subjects/chat.mjs',
    env: { CHAT_CONCURRENCY: 'burst' },
  },
  'whatsapp-api-js': {
    name: 'whatsapp-api-js',
    format: 'meta',
    script: 'bench/peers/subjects/whatsapp-api-js.mjs',
  },
};

function example(file: string, name: string): Subject {
  return { name, format: 'kaleyra', script: `bench/dist-peers/examples/${file}.mjs` };
}

export function subjectOf(name: string): Subject {
  const subject = subjects[name];
  if (subject === undefined) throw new Error(`expected ${Object.keys(subjects).join(', ')}; got ${name}`);
  return subject;
}
