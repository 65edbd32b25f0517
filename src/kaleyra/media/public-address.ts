import { BlockList, isIP } from 'node:net';

type Block = readonly [address: string, prefix: number];

// IANA IPv4 Special-Purpose Address Registry (RFC 6890): what is not globally reachable. Beside it the relay anycast of
// 6to4, which is deprecated (RFC 7526), and multicast (RFC 5771).
const closedIpv4: readonly Block[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  // Reserved, with the broadcast address at its end.
  ['240.0.0.0', 4],
];

// IANA IPv6 Global Unicast Address Assignments: nothing outside is the public network's, so that loopback, unique and
// link-local addresses, multicast, and IPv4 addresses mapped or embedded in whatever way are out without being named.
const globalUnicast: Block = ['2000::', 3];

// IANA IPv6 Special-Purpose Address Registry: what of it is not globally reachable.
const closedIpv6: readonly Block[] = [
  // Teredo, benchmarking, ORCHID and other protocols.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4.
  ['2002::', 16],
  ['3fff::', 20],
];

// RFC 6052: where a network has IPv6 only, its resolver puts every IPv4 address behind this prefix.
const nat64: Block = ['64:ff9b::', 96];

interface Lists {
  readonly ipv4: BlockList;
  readonly ipv6: BlockList;
}

// Apart, because one list holds IPv4 addresses against IPv6 blocks, and mapped addresses against IPv4 blocks as well.
const lists = (): Lists => ({ ipv4: new BlockList(), ipv6: new BlockList() });
const loopback = lists();
const closed = lists();
const reachableIpv6 = new BlockList();

loopback.ipv4.addSubnet('127.0.0.0', 8);
loopback.ipv6.addAddress('::1', 'ipv6');
for (const [address, prefix] of closedIpv4) {
  closed.ipv4.addSubnet(address, prefix);
  closed.ipv6.addSubnet(nat64[0] + address, nat64[1] + prefix, 'ipv6');
}
for (const [address, prefix] of closedIpv6) closed.ipv6.addSubnet(address, prefix, 'ipv6');
for (const [address, prefix] of [globalUnicast, nat64]) reachableIpv6.addSubnet(address, prefix, 'ipv6');

/** Whether an IP address belongs to the public network; `false` for whatever is no address, and for one with a zone. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.ipv4.check(address);
  if (family === 0 || address.includes('%')) return false;
  return reachableIpv6.check(address, 'ipv6') && !closed.ipv6.check(address, 'ipv6');
}

/** Whether an IP address is this machine's own: 127.0.0.0/8 or ::1, but not a mapped one. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family === 4 ? loopback.ipv4.check(address) : family === 6 && loopback.ipv6.check(address, 'ipv6');
}
