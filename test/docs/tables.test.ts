import type { ChannelOptions, CollectOptions, ReceiptOptions } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { resolveOptions } from '../../adapters/bullmq/options.js';
import { resolveLevelOptions } from '../../adapters/level/level-options.js';
import { findingIds, phoneFindingIds } from '../../src/doctor/finding.js';
import type { StoreErrorCode } from '../../src/errors.js';
import { resolveReceiptOptions } from '../../src/receipts/options.js';
import { resolveChannelLimits } from '../../src/stream/channel-options.js';
import { resolveCollectOptions } from '../../src/stream/collect-options.js';
import { resolveWebhookOptions } from '../../src/webhook/webhook-options.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { tableOf, textOf } from './markdown.js';

/** The options of a table by their names, with the default as it stands there, without its quotes. */
function optionsIn(file: string, head: string): Map<string, string> {
  return new Map(tableOf(file, head).map(([name = '', value = '']) => [plain(name), plain(value)]));
}

const plain = (cell: string): string => cell.replace(/[`']/g, '');

/** Those whose default is a number, a word or a boolean, as the code fills them in. */
function defaultsOf(settings: object): Map<string, string> {
  const entries = Object.entries(settings).filter(([, value]) => /^(number|string|boolean)$/.test(typeof value));
  return new Map(entries.map(([name, value]) => [name, String(value)]));
}

const auth = 'none' as const;
const gateway = createFakeGateway();
const tables = [
  {
    name: 'receipts, in the README',
    file: 'README.md',
    head: 'option',
    defaults: new Map([
      ...defaultsOf(resolveReceiptOptions({})),
      ['quietMs', String(resolveReceiptOptions({}).quietMsOf(0))],
    ]),
    others: { pace: 'none', shouldRead: 'all' } satisfies Partial<Record<keyof ReceiptOptions, string>>,
  },
  {
    name: 'collect',
    file: 'docs/human-like-bots.md',
    head: 'option of `collect`',
    defaults: defaultsOf(resolveCollectOptions({})),
    others: { passes: 'none' } satisfies Partial<Record<keyof CollectOptions, string>>,
  },
  {
    name: 'createChannel',
    file: 'docs/channel.md',
    head: 'option of `createChannel`',
    defaults: new Map([
      ...defaultsOf(resolveChannelLimits({ gateway, webhook: { auth } })),
      ...[...defaultsOf(resolveWebhookOptions({ auth }))].map(([name, value]) => [`webhook.${name}`, value] as const),
      ['webhook.auth', 'required'] as const,
    ]),
    others: {
      gateway: 'required',
      receipts: '{}',
      store: 'none',
      inbox: 'in memory',
      activities: 'none',
      logger: 'console from warn',
    } satisfies Partial<Record<keyof ChannelOptions, string>>,
  },
  {
    name: 'openLevelStore',
    file: 'docs/stores.md',
    head: 'option of `openLevelStore`',
    defaults: new Map([...defaultsOf(resolveLevelOptions({ path: '/tmp' })), ['path', 'required']]),
    others: { logger: 'process.emitWarning' },
  },
  {
    name: 'createBullmqStore',
    file: 'docs/stores.md',
    head: 'option of `createBullmqStore`',
    defaults: new Map([...defaultsOf(resolveOptions({ connection: 'redis://x' })), ['connection', 'required']]),
    others: { logger: 'console from warn' },
  },
];

describe.each(tables)('the table of options of $name', ({ file, head, defaults, others }) => {
  test('has every option and no other, each with the default that the code has', () => {
    expect(Object.fromEntries(optionsIn(file, head))).toEqual({ ...Object.fromEntries(defaults), ...others });
  });
});

test('the table of options of humanPace has every option, with the default that its comment tells', () => {
  const source = /interface HumanPaceOptions \{.*?^\}/ms.exec(textOf('src/receipts/human-pace.ts'))?.[0] ?? '';
  const comments = [...source.matchAll(/@default (.*?) \*\/\s+(\w+)\?:/g)];
  const told = optionsIn('docs/human-like-bots.md', 'option of `humanPace`');
  expect([...told.keys()]).toEqual(comments.map(([, , name]) => name));
  for (const [, value = '', name = ''] of comments) {
    const cells = tableOf('docs/human-like-bots.md', 'option of `humanPace`').find(([cell]) => cell === `\`${name}\``);
    expect(cells?.join(' ')).toContain(value.split(':')[0]);
  }
});

test('the README names the moments, and every guard and class of errors', () => {
  const readme = textOf('README.md');
  expect(tableOf('README.md', '`when`').map(([name]) => plain(name ?? ''))).toEqual([
    'beforeHandler',
    'alongside',
    'afterHandler',
    'manual',
  ]);
  for (const name of ['isGatewayError', 'isOptionsError', 'isTurnError', 'isStoreError', 'isTidemarkError']) {
    expect(readme).toContain(`\`${name}\``);
  }
});

test('every code an error can have is in the README, or in the guide to stores', () => {
  const errors = textOf('src/errors.ts');
  const codes = [...errors.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(15);
  const told = tableOf('README.md', 'error')
    .flatMap((cells) => cells.slice(0, 2))
    .join(' ');
  expect(codes.filter((code) => !told.includes(`\`${code}\``))).toEqual([]);
  const stores = tableOf('docs/stores.md', 'code of the `StoreError`').map(([code]) => plain(code ?? ''));
  const storeCodes: StoreErrorCode[] = [
    'STORE_FOREIGN',
    'STORE_DAMAGED',
    'STORE_IN_USE',
    'STORE_UNSUPPORTED',
    'STORE_UNAVAILABLE',
    'STORE_CLOSED',
  ];
  expect(stores).toEqual(storeCodes);
});

test('the guide to going live names every finding of the doctor', () => {
  const guide = textOf('docs/going-live.md');
  expect([...findingIds, ...phoneFindingIds].filter((id) => !guide.includes(`\`${id}\``))).toEqual([]);
});

test('the guide to operating names every metric, event and field of health', () => {
  const guide = textOf('docs/operating.md');
  const sources = ['instruments', 'receipt-state'].map((name) => textOf(`adapters/opentelemetry/${name}.ts`)).join('');
  const metrics = [...sources.matchAll(/'((?:messaging|tidemark)\.[a-z_.]+)'/g)].map(([, name]) => name);
  const members = (file: string, type: string): (string | undefined)[] => {
    const source = new RegExp(`interface ${type} \\{.*?^\\}`, 'ms').exec(textOf(file))?.[0] ?? '';
    return [...source.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  };
  const events = [
    ...members('src/receipts/events.ts', 'ReceiptEvents'),
    ...members('src/stream/channel.ts', 'ChannelEvents'),
  ];
  const health = members('src/stream/channel.ts', 'ChannelHealth');
  expect([metrics.length, events.length, health.length]).toEqual([13, 17, 4]);
  expect([...metrics, ...events, ...health].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('the guide to the examples names every variable that they read', () => {
  const read = textOf('examples/support/environment.ts').match(/\b(?:[A-Z]+_[A-Z_]+|HOST|PORT)\b/g) ?? [];
  expect(read.length).toBeGreaterThan(8);
  const guide = textOf('examples/README.md');
  expect([...new Set(read)].filter((name) => !guide.includes(`\`${name}`))).toEqual([]);
});
