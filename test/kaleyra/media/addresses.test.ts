import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import fc from 'fast-check';
import { buildConnector } from 'undici';
import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from '../../../src/kaleyra/media/download-options.js';
import { isLoopbackAddress, isPublicAddress } from '../../../src/kaleyra/media/public-address.js';
import { errorOf } from '../client/local-server.js';
import { downloadWith, lookupIn, PUBLIC, startInternet, startMedia } from './internet.js';

// First and last addresses, written down from the registries and not computed from prefixes as the code does.
const privateIpv4 = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
] as const;
const privateIpv6 = [
  ['::', '64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff'],
  // Behind the prefix of NAT64 an IPv4 address decides.
  ['64:ff9b:0:0:0:1::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
] as const;

const numberOf4 = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
/** All eight groups, four digits each. */
const expanded = (value: bigint): string => (value.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
const compressed = (value: bigint): string => new URL(`http://[${expanded(value)}]`).hostname.slice(1, -1);
function numberOf6(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const left = groups(head);
  const right = groups(tail);
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return BigInt(`0x${all.map((group) => group.padStart(4, '0')).join('')}`);
}

type Range<T> = readonly [first: T, last: T];
const ranges4: Range<number>[] = privateIpv4.map(([first, last]) => [numberOf4(first), numberOf4(last)]);
const ranges6: Range<bigint>[] = privateIpv6.map(([first, last]) => [numberOf6(first), numberOf6(last)]);
const isIn = <T extends number | bigint>(ranges: readonly Range<T>[], value: T): boolean =>
  ranges.some(([first, last]) => value >= first && value <= last);

/** Addresses of a range, its ends more often than chance has it. */
const private4 = fc
  .constantFrom(...ranges4)
  .chain(([min, max]) => fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max })));
const private6 = fc
  .constantFrom(...ranges6)
  .chain(([min, max]) => fc.oneof(fc.constantFrom(min, max), fc.bigInt({ min, max })));
const public4 = fc
  .oneof(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.constantFrom(...ranges4.flatMap(([first, last]) => [first - 1, last + 1])),
  )
  .filter((value) => value >= 0 && value < 2 ** 32 && !isIn(ranges4, value));
const public6 = fc
  .oneof(
    fc.bigInt({ min: numberOf6('2000::'), max: numberOf6('4000::') - 1n }),
    fc.constantFrom(...ranges6.flatMap(([first, last]) => [first - 1n, last + 1n])),
  )
  .filter((value) => value >= numberOf6('2000::') && value < numberOf6('4000::') && !isIn(ranges6, value));

/** Spellings of an IPv4 address that a URL takes for a host. */
const spellings4: readonly ((value: number) => string)[] = [
  dotted,
  String,
  (value) => `0x${value.toString(16)}`,
  (value) => `0X${value.toString(16).toUpperCase().padStart(12, '0')}`,
  (value) => `0${value.toString(8)}`,
  (value) => dotted(value).replace(/\d+/g, (part) => `0${Number(part).toString(8)}`),
  (value) => dotted(value).replace(/\d+/g, (part) => `0x${Number(part).toString(16)}`),
  (value) => `${value >>> 24}.${value & 0xffffff}`,
  (value) => `${value >>> 24}.${(value >>> 16) & 0xff}.${value & 0xffff}`,
  (value) => `${dotted(value)}.`,
  (value) => dotted(value).replaceAll('.', '。'),
  (value) => dotted(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (value) => dotted(value).replace(/\d/g, (digit) => `%3${digit}`),
  (value) => `[::ffff:${dotted(value)}]`,
  (value) => `[0:0:0:0:0:FFFF:${dotted(value)}]`,
  (value) => `[::${dotted(value)}]`,
  (value) => `[::ffff:0:${dotted(value)}]`,
  (value) => `[64:ff9b::${dotted(value)}]`,
  (value) => `[64:FF9B:0:0:0:0:${dotted(value)}]`,
  (value) => `[64:ff9b:1::${dotted(value)}]`,
  (value) => `[2002:${expanded(BigInt(value)).slice(-9)}::1]`,
];
const spellings6: readonly ((value: bigint) => string)[] = [
  expanded,
  compressed,
  (value) => expanded(value).toUpperCase(),
];

/** A download that connects to nothing: it notes the addresses it would have connected to. */
function probe(addresses: readonly string[] = [PUBLIC]) {
  const reached: string[] = [];
  const download = downloadWith({
    lookup: lookupIn(() => addresses),
    connectorOf:
      ({ lookup }) =>
      ({ hostname }, callback) => {
        const reach = (found: readonly string[]): void => {
          reached.push(...found);
          callback(new Error('unplugged'), null);
        };
        if (isIP(hostname) !== 0) return reach([hostname]);
        lookup(hostname, { all: true }, (error, found) =>
          error === null ? reach((found as LookupAddress[]).map(({ address }) => address)) : callback(error, null),
        );
      },
  });
  return { reached, get: (link: string, options?: DownloadOptions) => errorOf(download(link, options)) };
}

async function expectLiteral(host: string, isReached: boolean): Promise<void> {
  const link = `https://${host}/`;
  const { reached, get } = probe();
  const error = await get(link, { allowedHosts: [new URL(link).hostname] });
  expect({ host, code: error.code }).toEqual({ host, code: isReached ? 'NETWORK' : 'DOWNLOAD_REFUSED' });
  expect(reached).toHaveLength(isReached ? 1 : 0);
}

async function expectResolved(addresses: readonly string[], isReached: boolean): Promise<void> {
  const { reached, get } = probe(addresses);
  const { code } = await get('https://bucket.s3.amazonaws.com/key');
  expect({ addresses, code }).toEqual({ addresses, code: isReached ? 'NETWORK' : 'DOWNLOAD_REFUSED' });
  expect(reached).toEqual(isReached ? addresses : []);
}

describe('addresses of downloadAttachment', () => {
  it('refuses an address of a private IPv4 range in every spelling', async () => {
    await fc.assert(
      fc.asyncProperty(private4, fc.constantFrom(...spellings4), (value, spell) => expectLiteral(spell(value), false)),
      { numRuns: 1000 },
    );
  });

  it('refuses an address of a private IPv6 range in every spelling', async () => {
    await fc.assert(
      fc.asyncProperty(private6, fc.constantFrom(...spellings6), (value, spell) =>
        expectLiteral(`[${spell(value)}]`, false),
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a name that resolves to one private address, wherever it stands among public ones', async () => {
    const publicAddress = fc.oneof(public4.map(dotted), public6.map(compressed));
    const privateAddress = fc.oneof(
      private4.map(dotted),
      private6.map(compressed),
      private4.map((value) => `::ffff:${dotted(value)}`),
      private4.map((value) => `64:ff9b::${dotted(value)}`),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(publicAddress, { maxLength: 3 }),
        privateAddress,
        fc.array(publicAddress, { maxLength: 3 }),
        (before, one, after) => expectResolved([...before, one, ...after], false),
      ),
      { numRuns: 500 },
    );
  });

  it('reaches public addresses, in the order they were resolved to', async () => {
    const publicAddress = fc.oneof(
      public4.map(dotted),
      public6.map(compressed),
      // As the resolver of a network that has IPv6 only gives them.
      public4.map((value) => `64:ff9b::${dotted(value)}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(publicAddress, { minLength: 1, maxLength: 4 }), (all) => expectResolved(all, true)),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          public4.map(dotted),
          public6.map((value) => `[${expanded(value)}]`),
        ),
        (host) => expectLiteral(host, true),
      ),
      { numRuns: 500 },
    );
  });

  it.each(['', 'localhost', '127.0.0.1.', '999.1.1.1', 'fe80::1%eth0', '2600::1%eth0', '1.2.3', '0x01010101'])(
    'takes %j for no public address',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
      expect(isLoopbackAddress(address)).toBe(false);
    },
  );

  it.each(['::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::127.0.0.1', '128.0.0.1', '126.255.255.255', '::2', '0.0.0.0'])(
    'takes %s for no loopback address',
    (address) => {
      expect(isLoopbackAddress(address)).toBe(false);
    },
  );

  it('says of a refused address which host it belongs to, and not what it is', async () => {
    const { get } = probe(['10.1.2.3']);
    const error = await get('https://bucket.s3.amazonaws.com/key');
    expect(error.message).toBe(
      '[tidemark] The file is not fetched from bucket.s3.amazonaws.com: its address is private or reserved; expected one of the public network.',
    );
  });

  it('connects to what it has checked: a name that would answer otherwise is not asked again', async () => {
    const answers = [[PUBLIC], ['169.254.169.254']];
    const internet = await startInternet(
      (response) => void response.end(),
      () => answers.shift() ?? [],
    );
    await internet.download('https://rebind.amazonaws.com/');
    expect(internet.asked).toEqual(['rebind.amazonaws.com']);
    expect(internet.reached).toEqual([PUBLIC]);
    expect(await errorOf(internet.download('https://rebind.amazonaws.com/'))).toMatchObject({
      code: 'DOWNLOAD_REFUSED',
    });
  });

  it('is an error of the network when a name does not resolve', async () => {
    const { get } = probe([]);
    expect(await get('https://gone.amazonaws.com/')).toMatchObject({
      name: 'GatewayError',
      code: 'NETWORK',
      kind: 'retry',
      cause: { code: 'ENOTFOUND' },
    });
    const failing = downloadWith({
      lookup: (_hostname, _options, callback) =>
        callback(Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }), []),
    });
    expect(await errorOf(failing('https://gone.amazonaws.com/'))).toMatchObject({
      code: 'NETWORK',
      cause: { code: 'EAI_AGAIN', message: 'getaddrinfo EAI_AGAIN' },
    });
  });

  it.each([
    ['all addresses', true],
    ['one address', false],
  ])('serves a real connection that asks for %s', async (_form, autoSelectFamily) => {
    const asked: unknown[] = [];
    const server = await startMedia((response) => void response.end());
    const download = downloadWith({
      lookup: lookupIn({ localhost: ['127.0.0.1'], 'bucket.s3.amazonaws.com': ['52.216.1.1', '192.168.0.1'] }),
      connectorOf: ({ lookup }) => {
        const noted: LookupFunction = (hostname, options, callback) => {
          asked.push(options.all);
          lookup(hostname, options, callback);
        };
        return buildConnector({ lookup: noted, autoSelectFamily, timeout: 0 });
      },
    });
    await download(`http://localhost:${server.port}/`, { allowLoopback: true });
    expect(server.connections()).toBe(1);
    expect(await errorOf(download('https://bucket.s3.amazonaws.com/key'))).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
    const form = autoSelectFamily ? true : undefined;
    expect(asked).toEqual([form, form]);
  });
});
