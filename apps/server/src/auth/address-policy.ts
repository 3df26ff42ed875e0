import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What is never dialled for a page: the cloud's metadata and its kin, what is no single machine, what is nobody. */
const REFUSED = new BlockList();
REFUSED.addSubnet('0.0.0.0', 8, 'ipv4');
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4');
REFUSED.addSubnet('192.0.0.0', 24, 'ipv4');
REFUSED.addSubnet('224.0.0.0', 4, 'ipv4');
REFUSED.addSubnet('240.0.0.0', 4, 'ipv4');
REFUSED.addAddress('100.100.100.200', 'ipv4');
REFUSED.addAddress('168.63.129.16', 'ipv4');
REFUSED.addAddress('::', 'ipv6');
REFUSED.addSubnet('fe80::', 10, 'ipv6');
REFUSED.addSubnet('ff00::', 8, 'ipv6');
REFUSED.addAddress('fd00:ec2::254', 'ipv6');

/** An address that was checked; it is this one that is dialled, and no name again. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Whether an IP address may be dialled. Mapped forms (`::ffff:169.254.169.254`) are what they map. */
export function isDiallable(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isDiallable(mapped);
  const family = isIP(address);
  // Other spellings of mapped, translated and tunnelled addresses are not taken apart: nobody needs them here.
  if (family === 6 && /^(?:::ffff:|64:ff9b:|2002:|2001:0*:)/i.test(address)) return false;
  return family !== 0 && !REFUSED.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Addresses of this machine, on which our own ports are not dialled. */
export function isOwnAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return Object.values(networkInterfaces()).some(
    (each) => each?.some((own) => own.address === address) === true,
  );
}

/**
 * Resolves a name once and gives one of its addresses, when all of them may be dialled. Null otherwise: a name that
 * also leads where it must not is not trusted at all.
 */
export async function checkedAddress(
  host: string,
  port: number,
  ownPorts: readonly number[],
): Promise<CheckedAddress | null> {
  // `0x7f.1` and `2130706433` are spellings of addresses that resolvers take: one parser, and no other forms.
  if (/^[0-9a-fx.]+$/i.test(host) && isIP(host) === 0) return null;
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  const areFit = found.every(
    ({ address }) => isDiallable(address) && !(ownPorts.includes(port) && isOwnAddress(address)),
  );
  return first === undefined || !areFit
    ? null
    : { address: first.address, family: first.family === 6 ? 6 : 4 };
}
