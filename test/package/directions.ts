import { builtinModules } from 'node:module';

/** What the files of a part may import. */
export interface Allowed {
  /** Other parts; its own files are always allowed. */
  readonly parts: readonly string[];
  readonly packages: readonly string[];
}

const network = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'];
const timers = ['timers', 'timers/promises'];
/** What would lead around the table: processes, and loading what no import names. */
const escapes = ['module', 'vm', 'child_process', 'cluster', 'worker_threads', 'inspector', 'repl', 'test', 'wasi'];
const node = (names: readonly string[]): string[] => names.map((name) => `node:${name}`);
const calm = node(builtinModules.filter((name) => ![...network, ...timers, ...escapes].includes(name)));
const plain = ['zod', 'eventemitter3', ...calm];

const sdks: readonly string[] = ['botbuilder', '@microsoft/agents-hosting', '@microsoft/agents-activity'];
const httpModules: readonly string[] = ['undici', ...node(network)];
const timerModules: readonly string[] = node(timers);

/**
 * The parts. `shared` are the files directly in src, but for the public entry (`index`) and what only that entry hands
 * to adapters (`adapter-options`).
 */
export const directions: Readonly<Record<string, Allowed>> = {
  shared: { parts: ['activity', 'scheduling'], packages: plain },
  activity: { parts: ['shared'], packages: [] },
  outgoing: { parts: ['shared', 'activity', 'scheduling'], packages: plain },
  scheduling: { parts: [], packages: [] },
  kaleyra: {
    parts: ['shared', 'activity', 'scheduling'],
    packages: [...plain, 'undici', ...node(['net', 'dns', 'dns/promises'])],
  },
  'receipts/core': { parts: ['shared', 'activity'], packages: [] },
  receipts: { parts: ['shared', 'activity', 'scheduling', 'receipts/core'], packages: plain },
  inbox: { parts: ['shared', 'activity', 'scheduling'], packages: plain },
  webhook: { parts: ['shared', 'activity', 'scheduling', 'kaleyra'], packages: plain },
  stream: {
    parts: ['shared', 'activity', 'scheduling', 'outgoing', 'kaleyra', 'receipts', 'inbox', 'webhook'],
    packages: [...plain, 'rxjs'],
  },
  'adapter-options': { parts: ['shared', 'stream'], packages: plain },
  bot: { parts: ['shared', 'activity', 'receipts', 'stream', 'adapter-options'], packages: plain },
  index: {
    parts: ['shared', 'activity', 'kaleyra', 'receipts', 'inbox', 'webhook', 'stream', 'bot', 'adapter-options'],
    packages: [],
  },
  testing: { parts: [], packages: [...plain, ...node(network), ...timerModules] },
  emulator: { parts: ['shared', 'testing'], packages: [...plain, ...node(['http', 'net'])] },
  doctor: {
    parts: ['shared', 'activity', 'kaleyra', 'webhook'],
    packages: [...calm, 'undici', ...node(['http', 'https', 'net', 'tls', 'dns/promises'])],
  },
  // It loads stores by their public names, which are only known when it runs.
  cli: { parts: ['shared', 'emulator', 'doctor'], packages: ['commander', '(computed)', ...calm] },
  'adapters/agents': {
    parts: ['index', 'entry of an adapter'],
    packages: ['@microsoft/agents-hosting', '@microsoft/agents-activity', ...calm],
  },
  'adapters/botbuilder': { parts: ['index', 'entry of an adapter'], packages: ['botbuilder', ...calm] },
  'adapters/bullmq': { parts: ['index', 'entry of an adapter'], packages: ['bullmq', 'ioredis', ...calm] },
  'adapters/level': { parts: ['index', 'entry of an adapter'], packages: ['classic-level', ...calm] },
  'adapters/opentelemetry': { parts: ['index', 'entry of an adapter'], packages: ['@opentelemetry/api', ...calm] },
  'adapters/node': { parts: ['index', 'entry of an adapter'], packages: [...calm, 'node:http'] },
  'adapters/web': { parts: ['index', 'entry of an adapter'], packages: calm },
};

/** What a part never knows, not even through others. */
export const never: Readonly<Record<string, readonly string[]>> = {
  activity: ['kaleyra', 'receipts', 'inbox', 'stream', 'webhook', 'testing', 'rxjs', ...httpModules, ...timerModules],
  scheduling: ['activity', 'kaleyra', 'receipts', 'inbox', 'stream', 'webhook', 'testing', 'rxjs', ...httpModules],
  outgoing: ['kaleyra', 'receipts', 'inbox', 'stream', 'webhook', 'testing', 'rxjs', ...httpModules, ...sdks],
  kaleyra: ['outgoing', 'receipts', 'inbox', 'stream', 'testing', 'rxjs', ...sdks],
  'receipts/core': ['kaleyra', 'inbox', 'stream', 'webhook', 'testing', 'rxjs', ...httpModules, ...timerModules],
  receipts: ['kaleyra', 'inbox', 'stream', 'webhook', 'testing', 'rxjs', ...httpModules, ...sdks],
  inbox: ['kaleyra', 'receipts', 'stream', 'webhook', 'testing', 'rxjs', ...httpModules, ...sdks],
  stream: ['testing', 'express', 'hono', 'fastify', ...sdks],
  webhook: ['receipts', 'inbox', 'stream', 'testing', 'rxjs', 'express', 'hono', 'fastify', ...sdks],
  bot: ['testing', 'express', 'hono', 'fastify', ...sdks],
  emulator: ['index', 'kaleyra', 'receipts', 'inbox', 'stream', 'webhook', 'bot', ...sdks],
  doctor: ['index', 'testing', 'emulator', 'receipts', 'inbox', 'stream', 'bot', 'rxjs', ...sdks],
  cli: ['index', 'stream', 'bot', ...sdks],
  testing: ['kaleyra', 'bot', 'emulator', 'cli', 'receipts', 'inbox', 'stream', 'webhook', 'index', ...sdks],
  index: ['testing', 'emulator', 'cli', 'commander', ...sdks],
};

/** The part a file belongs to, by its path from the project's folder with slashes. */
export function partOf(file: string): string {
  const [top = '', folder = '', inner] = file.split('/');
  if (top === 'adapters') return `adapters/${folder}`;
  if (inner === undefined) {
    if (folder === 'index.ts') return 'index';
    return folder === 'check-adapter-options.ts' ? 'adapter-options' : 'shared';
  }
  return folder === 'receipts' && inner === 'core' ? 'receipts/core' : folder;
}

/** How an import of a file is named in the table above, seen from outside the file's folder. */
export function namedAs(file: string): string {
  return /^adapters\/[^/]+\/index\.ts$/.test(file) ? 'entry of an adapter' : partOf(file);
}
