import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * What is never dialled for a page: the cloud's metadata and its kin, what is no single machine, what is nobody. A rule
 * for IPv4 also matches what maps it into IPv6.
 */
const REFUSED = new BlockList();
REFUSED.addSubnet('0.0.0.0', 8, 'ipv4');
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4');
REFUSED.addSubnet('192.0.0.0', 24, 'ipv4');
REFUSED.addSubnet('224.0.0.0', 4, 'ipv4');
REFUSED.addSubnet('240.0.0.0', 4, 'ipv4');
REFUSED.addAddress('100.100.100.200', 'ipv4');
REFUSED.addAddress('168.63.129.16', 'ipv4');
REFUSED.addSubnet('fe80::', 10, 'ipv6');
REFUSED.addSubnet('fec0::', 10, 'ipv6');
REFUSED.addSubnet('ff00::', 8, 'ipv6');
REFUSED.addAddress('fd00:ec2::254', 'ipv6');
REFUSED.addAddress('fd20:ce::254', 'ipv6');
// IPv4 inside of IPv6 by translation or a tunnel: nobody needs those here, and what they lead to is not looked at.
REFUSED.addSubnet('64:ff9b::', 96, 'ipv6');
REFUSED.addSubnet('64:ff9b:1::', 48, 'ipv6');
REFUSED.addSubnet('2001::', 32, 'ipv6');
REFUSED.addSubnet('2002::', 16, 'ipv6');
REFUSED.addSubnet('::ffff:0:0:0', 96, 'ipv6');
REFUSED.addSubnet('::', 96, 'ipv6');

/** This machine by itself; of what is refused above, `::1` is not meant. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** An address that was checked; it is this one that is dialled, and no name again. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What a name leads to. */
export type Resolve = (
  host: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const resolveName: Resolve = (host) => lookup(host, { all: true });

/** Whether an IP address may be dialled, in whatever form it is written. */
export function isDiallable(address: string): boolean {
  return matches(LOOPBACK, address) || (isIP(address) !== 0 && !matches(REFUSED, address));
}

/** Addresses of this machine, on which our own ports are not dialled. */
export function isOwnAddress(address: string): boolean {
  if (matches(LOOPBACK, address)) return true;
  const own = new BlockList();
  for (const each of Object.values(networkInterfaces()).flat()) {
    if (each !== undefined) own.addAddress(each.address, each.family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  return matches(own, address);
}

/** The zone of a link-local address says where it is, not what it is. */
function matches(list: BlockList, address: string): boolean {
  const bare = address.split('%', 1)[0] ?? '';
  const family = isIP(bare);
  return family !== 0 && list.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Resolves a name once and gives one of its addresses, when all of them may be dialled. Null otherwise: a name that
 * also leads where it must not is not trusted at all.
 */
export async function checkedAddress(
  host: string,
  port: number,
  ownPorts: readonly number[],
  resolve: Resolve = resolveName,
): Promise<CheckedAddress | null> {
  // `0x7f.1` and `2130706433` are spellings of addresses that resolvers take: one parser, and no other forms.
  if (/^[0-9a-fx.]+$/i.test(host) && isIP(host) === 0) return null;
  const found = await resolve(host).catch(() => []);
  const [first] = found;
  const areFit = found.every(
    ({ address }) => isDiallable(address) && !(ownPorts.includes(port) && isOwnAddress(address)),
  );
  return first === undefined || !areFit
    ? null
    : { address: first.address, family: first.family === 6 ? 6 : 4 };
}
